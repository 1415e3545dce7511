//! Training cascades: what is taught, who coaches whom, what a visit saw, and what came of it.
//!
//! A model farmer teaches up to thirty others, who may teach others again; a farm business advisor stands by up to ten
//! households. Reach is not application: who came to a session is one figure, who was seen to do what was taught another
//! (domain file 6.2 and 6.3).
mod cascade;
mod practices;
mod results;
mod sessions;
mod visits;

pub use cascade::{Activity, Alarm, Cascade, Coaching, CoachingKind, EndReason, Limits, LinkRefusal, activity};
pub use practices::{Extent, PRACTICES, Practice, PracticeType, TOPICS, Topic, practice, topic};
pub use results::{FarmResult, ResultRefusal, Survival, What, survival};
pub use sessions::{Attendance, Came, Counted, Session, SessionKind, SessionRefusal};
pub use visits::{Applied, Due, Seen, Visit, VisitRefusal, Waiting, day_list};
