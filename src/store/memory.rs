//! What was read of a book and cannot change any more, kept between requests: rows that are only ever appended (guards see
//! to it), so that the next request reads what came after them. It belongs to one opened database and is bounded.
//!
//! Only what a reading transaction saw is kept, since that is committed for good; whoever uses it reads in his own
//! transaction what follows, so that another process may write to the same book.
use super::{BookId, Result, Sql, Tx, db::Record};
use std::{
    any::Any,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// The most rows that are kept, of all books together.
const ROWS_MOST: usize = 40_000;

/// What is kept of the books of a database; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory(Arc<Mutex<Vec<Kept>>>);

/// Something of a book, and how many rows it was read from. The last used stands last.
#[derive(Debug)]
struct Kept {
    book: BookId,
    rows: usize,
    what: Arc<dyn Any + Send + Sync>,
}

impl Memory {
    /// What of this type is kept of a book.
    pub(super) fn get<T: Any + Send + Sync>(&self, book: BookId) -> Option<Arc<T>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|kept| kept.book == book && kept.what.is::<T>())?;
        let kept = all.remove(at);
        let what = kept.what.clone();
        all.push(kept);
        what.downcast().ok()
    }

    /// Keeps something of a book in place of what was kept of that type; what was not used for longest goes.
    pub(super) fn put<T: Any + Send + Sync>(&self, book: BookId, rows: usize, what: Arc<T>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|kept| kept.book != book || !kept.what.is::<T>());
        all.push(Kept { book, rows, what });
        while all.iter().map(|kept| kept.rows).sum::<usize>() > ROWS_MOST {
            all.remove(0);
        }
    }
}

impl Tx {
    /// The acts of a book, which are only ever appended, in the order of their numbers. Those that an earlier request read are
    /// kept; `after` reads the others in this transaction: of a book ($1), from a number on ($2). `place` says the number and
    /// key of an act: where the last one known is another here, this transaction began before it was written.
    ///
    /// # Errors
    /// The store, and a row that `read` cannot read.
    pub async fn appended<R: Record, A: Any + Clone + Send + Sync>(
        &mut self,
        book: BookId,
        after: Sql,
        place: impl Fn(&A) -> (i64, Uuid),
        read: impl Fn(R) -> Result<A>,
    ) -> Result<Arc<Vec<A>>> {
        let mut known = self.remembered::<Vec<A>>(book).unwrap_or_default();
        let last = known.last().map(&place);
        let rows: Vec<R> = self.all(after, (book.0, last.map_or(1, |(no, _)| no))).await?;
        let mut new = rows.into_iter().map(&read).collect::<Result<Vec<A>>>()?;
        if last.is_some() && last == new.first().map(&place) {
            new.remove(0);
        } else if last.is_some() {
            let rows: Vec<R> = self.all(after, (book.0, 1_i64)).await?;
            (known, new) = (Arc::default(), rows.into_iter().map(&read).collect::<Result<_>>()?);
        }
        if new.is_empty() {
            return Ok(known);
        }
        let all = Arc::new([known.as_slice(), new.as_slice()].concat());
        self.remember(book, all.len(), &all);
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes() {
        let memory = Memory::default();
        for book in 1..=3 {
            memory.put(BookId(book), ROWS_MOST / 3, Arc::new(book));
        }
        assert_eq!(memory.get::<i64>(BookId(1)).as_deref(), Some(&1));
        memory.put(BookId(4), ROWS_MOST / 3, Arc::new(4_i64));
        let left = [1, 2, 3, 4].map(|book| memory.get::<i64>(BookId(book)).is_some());
        assert_eq!(left, [true, false, true, true]);
    }

    #[test]
    fn one_of_a_type_is_kept_of_a_book_and_nothing_too_large() {
        let memory = Memory::default();
        memory.put(BookId(1), 1, Arc::new(1_i64));
        memory.put(BookId(1), 1, Arc::new("text"));
        memory.put(BookId(1), 1, Arc::new(2_i64));
        assert_eq!((memory.get::<i64>(BookId(1)), memory.get::<&str>(BookId(1))), (Some(Arc::new(2)), Some(Arc::new("text"))));
        memory.put(BookId(2), ROWS_MOST + 1, Arc::new(3_i64));
        assert_eq!(memory.get::<i64>(BookId(2)), None);
    }
}
