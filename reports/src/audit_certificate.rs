//! The certificate of an audit: what the head of the books was when it was signed. Kept elsewhere, it proves later that
//! nothing before it was rewritten.
use crate::{
    Block, Document, Label, Say, Seal, Signatures,
    contract::{self, Agreed},
    of_award::{OfAward, grouped},
};
use chrono::{DateTime, NaiveDate, Utc};

/// The certificate of an audit.
#[derive(Clone, Debug)]
pub struct AuditCertificate {
    /// The award.
    pub of: OfAward,
    /// Its number.
    pub no: i64,
    /// Its period.
    pub period: (NaiveDate, NaiveDate),
    /// The book's last entry when it was signed, and its hash in hexadecimal.
    pub entry: (i64, String),
    /// The last act, and the digest of all through it in hexadecimal; none on what was signed before there was one.
    pub acts: (i64, Option<String>),
    /// What the auditor says of it; may be empty.
    pub note: String,
    /// Who signed, when.
    pub signed: (String, DateTime<Utc>),
    /// The address under which people reach the pages, without a slash at its end.
    pub site: String,
}

impl AuditCertificate {
    /// The certificate on one sheet.
    pub fn document(&self, say: Say) -> Document {
        contract::on_one_sheet(|fit| {
            let title = say.with("paper-certificate", |words| vec![("number", words.ordinal(self.no))]);
            let (from, to) = self.period;
            let days = say.with("season-from-to", |words| vec![("from", words.date(from)), ("to", words.date(to))]);
            let name = format!("{} · {}", self.of.code, title.main);
            let mut story = fit.story(&name, (self.of.head(say), days.main.clone()), say).foot(self.of.organisation.line(say));
            story.add(Block::Title(fit.short(title)));
            story.add(Block::Table(self.facts(say, days).table(fit)));
            story.add(Block::Text(self.states(say)));
            if !self.note.is_empty() {
                story.add(Block::Heading(fit.short(say.say("certificate-note")))).add(Block::Text(self.note.as_str().into()));
            }
            let stated = |key: &str, hash: &str| {
                Block::Together(vec![Block::Heading(fit.short(say.say(key))), Block::Text(grouped(hash, 8).into())])
            };
            story.add(stated("certificate-hash", &self.entry.1));
            if let Some(digest) = &self.acts.1 {
                story.add(stated("certificate-digest", digest));
            }
            story.add(Block::Heading(fit.short(say.say("paper-certificate-check"))));
            for (at, text) in self.check(say).into_iter().enumerate() {
                story.add(Block::Numbered(format!("{}.", say.ordinal(at as i64 + 1)), text));
            }
            // On a line of its own: it is not broken at a dash.
            story.add(Block::Text(self.command().into()));
            story.add(self.signing(say));
            story
        })
    }

    fn states(&self, say: Say) -> Label {
        say.with("paper-certificate-states", |words| {
            vec![
                ("award", format!("{} · {}", self.of.name.show(words), self.of.code)),
                ("entry", words.ordinal(self.entry.0)),
                ("act", words.ordinal(self.acts.0)),
            ]
        })
    }

    fn signing(&self, say: Say) -> Block {
        let people = ["role-auditor", "role-manager", "role-finance"].into_iter();
        let named = |role| (say.say(role), if role == "role-auditor" { self.signed.0.clone() } else { String::new() });
        Block::Together(vec![
            Block::Seal(Seal {
                address: self.scanned(),
                code: format!("{} / {}", self.of.code, say.ordinal(self.no)),
                says: vec![say.say("paper-certificate-scan"), Label::from(self.page())],
            }),
            Block::Signatures(Signatures { people: people.map(named).collect(), thumbs: false }),
        ])
    }

    fn facts(&self, say: Say, days: Label) -> Agreed {
        let mut facts = Agreed::default();
        facts.line(say.say("paper-award"), self.of.label(say));
        facts.line(say.say("certificate-period"), days);
        facts.line(say.say("certificate-by"), format!("{} · {}", self.signed.0, say.words().instant(self.signed.1)).into());
        facts.line(say.say("certificate-entry"), say.ordinal(self.entry.0).into());
        facts.line(say.say("certificate-act"), say.ordinal(self.acts.0).into());
        facts
    }

    /// Where a copy is compared with the books.
    fn page(&self) -> String {
        format!("{}/awards/{}/audit/certificates/check", self.site, self.of.code)
    }

    /// The same with what this paper states: scanned, it is answered at once.
    fn scanned(&self) -> String {
        let (entry, head) = &self.entry;
        let acts = self.acts.1.as_ref().map(|digest| format!("&acts={}&digest={digest}", self.acts.0)).unwrap_or_default();
        format!("{}?entry={entry}&hash={head}{acts}", self.page())
    }

    /// The command that compares; the hashes are those above.
    fn command(&self) -> String {
        let acts = self.acts.1.as_ref().map(|_| format!(" --acts {} --digest …", self.acts.0)).unwrap_or_default();
        format!("sansom certificate check --award {} --entry {} --hash …{acts}", self.of.code, self.entry.0)
    }

    /// How somebody who has this paper finds out whether the books are still the same.
    fn check(&self, say: Say) -> Vec<Label> {
        vec![
            say.say("paper-certificate-keep"),
            say.with("paper-certificate-page", |_| vec![("address", self.page())]),
            say.say("paper-certificate-command"),
        ]
    }
}
