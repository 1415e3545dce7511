//! The statements over many books on paper.
use super::statements::Stated;
use crate::{error::Answer, guard::Visit, papers, programme::scope::Scope};
use reports::{
    Say,
    contract::Name,
    programme_statements::{ProgrammeStatements, Rate},
};

/// Draws them and answers with the PDF.
///
/// # Errors
/// The drawing fails.
pub async fn answer(visit: &Visit, say: Say, scope: &Scope, told: Stated, name: &str) -> Answer {
    let paper = of(scope, told);
    papers::answer(visit, name, move || paper.document(say)).await
}

fn of(scope: &Scope, told: Stated) -> ProgrammeStatements {
    let both = |name: templates::parts::Name| Name { khmer: name.khmer, latin: name.latin };
    let rate = told.asked.rate.map(|rate| Rate { riel: rate.riel, day: rate.day, source: rate.source });
    ProgrammeStatements {
        partner: scope.chosen.as_ref().map(|one| both(crate::programme::scope::name(one))),
        book: told.book.map(|(name, code)| (both(name), code)),
        days: told.asked.days,
        earlier: told.asked.earlier,
        sets: told.sets,
        rate,
        kind: told.kind.into_iter().map(|(name, note)| (both(name), note)).collect(),
        agreed: told.agreed,
        counted: told.counted,
    }
}
