//! The agreement on an animal that a bank places with a family: which animal, who keeps it, whose each calf is, who bears
//! what, and when the keeper becomes its owner. It names the animal and the keeper and nothing about why she has it.
use crate::{
    Block, Document, Label, Say,
    contract::{self, Agreed, Name, Person},
    of_group::Signer,
};
use chrono::NaiveDate;
use domain::banks::{
    Class,
    acts::Sex,
    prices::AgeClass,
    rules::{Bears, Handover, HandoverTo, HirePurchase, LostCalf, Placing, SexRule, Title, Whose},
};
use ledger::Commodity;
use words::Words;

/// The agreement on an animal. Money in smallest units.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The bank that places it.
    pub bank: Name,
    /// Where it is; may be empty.
    pub place: Name,
    /// Which animal.
    pub animal: Animal,
    /// Who keeps it.
    pub keeper: Person,
    /// From when.
    pub from: NaiveDate,
    /// What was agreed.
    pub placing: Placing,
    /// The money of its sums.
    pub money: Commodity,
    /// Who signs for the bank.
    pub officers: Vec<Signer>,
}

/// An animal as its agreement describes it.
#[derive(Clone, Debug)]
pub struct Animal {
    /// Its number in the register.
    pub no: i64,
    /// Tag or name.
    pub tag: String,
    /// Cattle or buffalo.
    pub species: Class,
    /// Calf, heifer, cow, bull.
    pub class: AgeClass,
    /// Its sex.
    pub sex: Sex,
    /// Its birthday, often estimated.
    pub born_on: Option<NaiveDate>,
    /// Colour and marks.
    pub marks: String,
}

impl Animal {
    fn kind(&self, words: Words) -> String {
        let (species, class) = (self.species.code(), self.class.code());
        let key = match (self.class, self.sex) {
            (AgeClass::Calf, Sex::Female) => format!("animal-{species}-calf-female"),
            (AgeClass::Calf, Sex::Male) => format!("animal-{species}-calf-male"),
            _ => format!("animal-{species}-{class}"),
        };
        words.say(&key).into_owned()
    }
}

impl Agreement {
    /// The agreement on one sheet.
    pub fn document(&self, say: Say) -> Document {
        contract::on_one_sheet(|fit| {
            let title = say.say("paper-agreement-of");
            let head = (format!("{} · {}", title.main, self.animal.tag), self.keeper.listed(say.words()));
            let name = format!("{} · {} · {}", title.main, self.animal.tag, self.keeper.name.line(say));
            let mut story = fit.story(&name, head, say);
            story.add(Block::Title(fit.short(title)));
            if !self.place.label(say).is_empty() {
                story.add(Block::Small(fit.short(self.place.label(say))));
            }
            story.add(Block::Text(self.placed(say)));
            story.add(Block::Table(self.agreed(say).table(fit)));
            let people = contract::signers(say, (say.say("herd-keeper"), &self.keeper), &[], &self.officers);
            story.add(contract::signing(say, fit, say.say("paper-agreement-copies"), people));
            story
        })
    }

    fn placed(&self, say: Say) -> Label {
        say.with("paper-agreement-placed", |words| {
            vec![
                ("bank", self.bank.show(words)),
                ("animal", self.animal.kind(words)),
                ("tag", self.animal.tag.clone()),
                ("name", self.keeper.name.show(words)),
                ("number", words.ordinal(self.keeper.number)),
                ("date", words.date(self.from)),
            ]
        })
    }

    fn agreed(&self, say: Say) -> Agreed {
        let mut agreed = Agreed::default();
        agreed.section(say.say("paper-agreement-animal"));
        agreed.strong(say.say("animal-tag"), Label::from(self.animal.tag.as_str()));
        agreed.line(say.say("animal-kind"), say.of(|words| self.animal.kind(words)));
        agreed.line(say.say("animal-born"), self.animal.born_on.map(|born| say.date(born)).unwrap_or_default());
        agreed.line(say.say("animal-marks"), Label::from(self.animal.marks.as_str()));
        self.calves(&mut agreed, say);
        self.obligations(&mut agreed, say);
        self.losses(&mut agreed, say);
        self.care(&mut agreed, say);
        agreed
    }

    /// Whose each calf is, in their order.
    fn calves(&self, agreed: &mut Agreed, say: Say) {
        let placing = &self.placing;
        if placing.hire_purchase.is_some() && placing.offspring.is_empty() {
            return;
        }
        let whose = |whose: Whose| match whose {
            Whose::Bank => say.say("whose-bank"),
            Whose::Family => say.say("whose-family"),
        };
        agreed.section(say.say("contract-calves"));
        for (nth, one) in (1_i64..).zip(&placing.offspring) {
            agreed.line(say.with("contract-nth", |words| vec![("nth", words.ordinal(nth))]), whose(*one));
        }
        let rest = if placing.offspring.is_empty() { "contract-every" } else { "contract-then" };
        agreed.line(say.say(rest), whose(placing.then));
        agreed.line(say.say("contract-sex"), self.counts(say));
        if self.gives() {
            agreed.line(say.say("contract-handover"), self.handover(say));
            agreed.line(
                say.say("contract-lost-calf"),
                say.say(match placing.lost_calf {
                    LostCalf::NextCalf => "contract-lost-next",
                    LostCalf::BankLoss => "contract-lost-bank",
                }),
            );
        }
    }

    /// Whether a calf is ever handed over.
    fn gives(&self) -> bool {
        self.placing.offspring.contains(&Whose::Bank) || self.placing.then == Whose::Bank
    }

    fn counts(&self, say: Say) -> Label {
        match self.placing.counts {
            SexRule::Any => Label::default(),
            SexRule::FemaleKeepMale => say.say("contract-female-keep-male"),
            SexRule::FemaleSellMale(sum) => self.sum(say, "contract-female-sell-male", sum),
            SexRule::FemaleShareMale(percent) => count(say, "contract-female-share-male", percent),
        }
    }

    fn handover(&self, say: Say) -> Label {
        let placing = &self.placing;
        let (key, number) = match placing.handover {
            Handover::AtMonths(months) => ("contract-at-months", months),
            Handover::AfterCalves(calves) => ("contract-after-calves", calves),
        };
        let to = match placing.handover_to {
            HandoverTo::NextFamily => "contract-to-next-family",
            HandoverTo::Bank => "contract-to-bank",
        };
        say.of(|words| {
            let when = words.with(key, &[("count", words.number(number.into()).into())]);
            format!("{when} {}", words.say(to))
        })
    }

    /// What becomes of the animal itself, and what is paid for it.
    fn obligations(&self, agreed: &mut Agreed, say: Say) {
        let placing = &self.placing;
        agreed.section(say.say("paper-agreement-whose"));
        agreed.line(
            say.say("contract-title"),
            say.say(match (placing.title, placing.hire_purchase) {
                (Title::Never, _) => "contract-title-never",
                (Title::ObligationsMet, Some(_)) => "contract-title-paid",
                (Title::ObligationsMet, None) => "contract-title-met",
            }),
        );
        if placing.moves_on_after > 0 {
            agreed.line(say.say("contract-moves-on"), count(say, "contract-moves-on-after", placing.moves_on_after));
        }
        if let Some(HirePurchase { instalments, every_months, amount }) = placing.hire_purchase {
            let said = say.with("contract-instalments-of", |words| {
                let (count, months) = (words.number(instalments.into()), words.number(every_months.into()));
                vec![("count", count), ("amount", self.amount(words, amount)), ("months", months)]
            });
            agreed.line(say.say("contract-instalments"), said);
        }
    }

    /// What happens when it dies, does not calve, or is given away.
    fn losses(&self, agreed: &mut Agreed, say: Say) {
        let (placing, death) = (&self.placing, &self.placing.death);
        agreed.section(say.say("paper-agreement-losses"));
        let causes = [("disease", death.disease), ("accident", death.accident), ("age", death.age), ("neglect", death.neglect)];
        let borne = |by: Bears, key: &'static str| {
            if causes.iter().all(|(_, bears)| *bears != by) {
                return Label::default();
            }
            say.with(key, |words| {
                let named = causes.iter().filter(|(_, bears)| *bears == by).map(|(code, _)| words.say(&format!("cause-{code}")));
                vec![("causes", named.collect::<Vec<_>>().join(words.say("list-comma").as_ref()))]
            })
        };
        let (bank, keeper) = (borne(Bears::Bank, "contract-bank-bears"), borne(Bears::Keeper, "contract-family-bears"));
        let proof = if bank.is_empty() { Label::default() } else { self.proof(say) };
        agreed.line(say.say("contract-death"), bank);
        agreed.line(say.say("paper-agreement-proof"), proof);
        agreed.line(say.say("contract-death"), keeper);
        if placing.infertile_years > 0 {
            agreed.line(say.say("contract-barren"), count(say, "contract-barren-years", placing.infertile_years));
        }
        let fine = if placing.fine_multiple > 1 { "contract-fine-times" } else { "contract-fine-once" };
        agreed.line(say.say("contract-fine"), count(say, fine, placing.fine_multiple));
    }

    /// What the bank must see before it bears a death.
    fn proof(&self, say: Say) -> Label {
        let death = &self.placing.death;
        say.of(|words| {
            let number = |key: &str, count: u32| words.with(key, &[("count", words.number(count.into()).into())]);
            let witnesses = (death.witnesses > 0).then(|| number("contract-witnesses", death.witnesses));
            let note = death.note.then(|| words.say("contract-note").into_owned());
            let within = (death.within_days > 0).then(|| number("contract-within", death.within_days));
            [witnesses, note, within].into_iter().flatten().collect::<Vec<_>>().join(" ")
        })
    }

    /// Who pays for treatment and puts into the fund against losses, and how often the committee comes to see.
    fn care(&self, agreed: &mut Agreed, say: Say) {
        let placing = &self.placing;
        agreed.section(say.say("paper-agreement-care"));
        let treatment = match placing.keeper_pays_care {
            0 => say.say("contract-care-bank"),
            100.. => say.say("contract-care-family"),
            percent => say.with("contract-care-share", |words| vec![("percent", words.number(percent.into()))]),
        };
        agreed.line(say.say("contract-care"), treatment);
        if placing.insurance_a_year > 0 {
            agreed.line(say.say("contract-insurance"), self.sum(say, "contract-insurance-year", placing.insurance_a_year));
        }
        if placing.seen_every_months > 0 {
            agreed.line(say.say("contract-seen"), count(say, "contract-seen-every", placing.seen_every_months));
        }
    }

    fn amount(&self, words: Words, sum: i64) -> String {
        words.amount(sum, self.money.decimals(), self.money.code())
    }

    fn sum(&self, say: Say, key: &str, sum: i64) -> Label {
        say.with(key, |words| vec![("amount", self.amount(words, sum))])
    }
}

fn count(say: Say, key: &str, count: u32) -> Label {
    say.with(key, |words| vec![("count", words.number(count.into()))])
}
