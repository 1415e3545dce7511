//! The audit desk of an award: samples that can be drawn again, what was tested and found, and certificates.
//!
//! An auditor writes nothing but rows of these tables and attestations of sealed receipts; who keeps the award answers
//! findings. What belongs to a grant under a code is told in words of a list alone.
pub mod certificates;
pub mod desk;
pub mod drawing;
pub mod findings;
pub mod samples;
pub mod sight;
pub mod store;

pub use store::acts_digest;

use super::vouchers::{self, Ground};
use crate::{
    error::Fault,
    guard::{Can, InAward},
    store::{Error, Tx},
};
use domain::grants::{
    Who,
    audits::{self, Again, Drawn, Looked, Saying, Side, Size, Status, Verdict},
};
use store::{EventRow, FindingRow, ItemRow, SampleRow, TestRow};
use templates::{
    awards::audit::{RULE, SAID},
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// The pairs of a form.
type Pairs = Vec<(String, String)>;

/// The most letters of a note or of what is said: what the tables take.
const TEXT_MOST: usize = 1_000;

/// The words of a text as it is kept: a rule's or a list's own where nothing may be told freely, the text otherwise.
pub fn said(words: Words, text: &str) -> String {
    let own = |key: String| words.has(&key).then(|| words.say(&key).into_owned());
    let listed = text
        .strip_prefix(RULE)
        .and_then(|rule| own(format!("exception-{rule}")))
        .or_else(|| text.strip_prefix(SAID).and_then(|word| own(format!("finding-said-{word}"))));
    listed.unwrap_or_else(|| text.to_owned())
}

/// Everything an audit page tells: the award as it stands, and the working papers.
struct Papers {
    ground: Ground,
    samples: Vec<SampleRow>,
    items: Vec<ItemRow>,
    tests: Vec<TestRow>,
    findings: Vec<FindingRow>,
    events: Vec<EventRow>,
}

impl Papers {
    async fn load(tx: &mut Tx, visit: &InAward) -> Result<Papers, Fault> {
        let book = visit.award.book;
        Ok(Papers {
            ground: vouchers::ground(tx, &visit.award, visit.words()).await?,
            samples: store::samples(tx, book).await?,
            items: store::items(tx, book).await?,
            tests: store::tests(tx, book).await?,
            findings: store::findings(tx, book).await?,
            events: store::events(tx, book).await?,
        })
    }

    fn user(&self, id: Uuid) -> String {
        self.ground.who(&Who::User(id))
    }

    fn items_of(&self, sample: i64) -> impl Iterator<Item = &ItemRow> {
        self.items.iter().filter(move |item| item.sample_no == sample)
    }

    /// What was found of a voucher of a sample: the last word on it.
    fn test_of(&self, sample: i64, voucher: i64) -> Option<&TestRow> {
        self.tests.iter().rev().find(|test| test.sample_no == sample && test.voucher_no == voucher)
    }

    /// What drawing a sample again comes to.
    fn again(&self, sample: &SampleRow) -> Result<Again, Error> {
        let drawn: Vec<Drawn> = self.items_of(sample.no).map(ItemRow::drawn).collect();
        Ok(audits::again(&self.ground.award.acts, &sample.kept(&drawn)?))
    }

    /// How large a sample had to be; nothing where its aim cannot be met by what is kept beside it.
    fn size(sample: &SampleRow) -> Result<Option<Size>, Error> {
        Ok(sample.plan()?.size_of(sample.items.unsigned_abs(), sample.total).ok())
    }

    /// What a sample says so far: its word, how many of it were looked at, and how many there are.
    fn verdict(&self, sample: &SampleRow) -> Result<(Option<Verdict>, usize, usize), Error> {
        let looked = |item: &ItemRow| {
            let test = self.test_of(sample.no, item.voucher_no)?;
            Some(Looked { book: item.amount, audited: test.audited, kept: test.kept })
        };
        let drawn = self.items_of(sample.no).count();
        let looked: Vec<Looked> = self.items_of(sample.no).filter_map(looked).collect();
        let interval = Papers::size(sample)?.and_then(|size| size.interval);
        Ok((audits::verdict(&sample.plan()?, interval, &looked), looked.len(), drawn))
    }

    fn events_of(&self, finding: i64) -> impl Iterator<Item = &EventRow> {
        self.events.iter().filter(move |event| event.finding_no == finding)
    }

    fn said_of(&self, finding: i64) -> Result<Vec<(Saying, Who)>, Error> {
        self.events_of(finding).map(EventRow::said).collect()
    }

    fn status(&self, finding: i64) -> Result<Status, Error> {
        Ok(Status::of(self.said_of(finding)?.into_iter().map(|(saying, _)| saying)))
    }

    fn is_silent(&self, grant: Option<i64>, voucher: Option<i64>) -> bool {
        audits::is_silent(&self.ground.state, grant, voucher)
    }
}

/// On which side of the desk a reader is.
fn side(visit: &InAward) -> Side {
    if visit.may(Can::Audit) { Side::Auditor } else { Side::Keeper }
}

/// A form's key that was used for something else.
fn used(words: Words) -> Problem {
    Problem { field: String::new(), message: words.say("audit-key-used").into_owned() }
}

/// An address below the award's own, after something was written.
fn to(visit: &InAward, below: &str, done: &str) -> axum::response::Response {
    let code = templates::parts::encode(&visit.award.code);
    crate::web::see_other(&format!("/awards/{code}/audit/{below}{}done={done}", if below.contains('?') { '&' } else { '?' }))
}

/// The 32 bytes of 64 hexadecimal characters, however they are grouped.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let signs: Vec<u32> = text.chars().filter(|sign| !sign.is_whitespace()).map(|sign| sign.to_digit(16)).collect::<Option<_>>()?;
    let byte = |pair: &[u32]| u8::try_from(pair[0] * 16 + pair[1]).ok();
    if signs.len() == 64 { signs.chunks_exact(2).map(byte).collect() } else { None }
}
