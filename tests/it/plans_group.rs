//! The long-term plan of a savings group: begun from its books once, changed year by year, and refused at the right field.
use crate::{
    meetings::{Form, problems, read},
    support::{
        actor::{FOREIGN, OWN, World},
        databases::each_engine,
    },
};
use http::StatusCode;

#[tokio::test]
async fn a_group_plans_five_years_from_its_books() {
    each_engine(|base| async move {
        let world = World::new(base).await;
        let mut officer = world.session("officer").await;
        let begin = Form::open(&mut officer, format!("/groups/{OWN}/plans")).await;
        let begun = begin.press(&mut officer, "").await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{:?}", problems(&begun));
        let path = begun.location().strip_suffix("/edit").unwrap().to_owned();
        // Pressed twice, and begun by another, it is the same plan.
        assert_eq!(begin.press(&mut officer, "").await.location(), path);
        let other = officer.post(&format!("/groups/{OWN}/plans"), &[("key", "00000000-0000-0000-0000-00000000abcd")]).await;
        assert_eq!(other.location(), path);
        let page = read(&officer.get(&path).await).replace('\u{a0}', " ");
        for shown in ["Year 1, from 11/2025", "has been, from the books", "Year 5, from 11/2029", "No costs are planned yet"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }

        let form = Form::open(&mut officer, format!("{path}/edit")).await;
        let same = form.press(&mut officer, "save").await;
        assert_eq!(same.location(), format!("{path}?done=plan-same"), "{:?}", problems(&same));
        let wrong = form.with(&[("y0-members", "many"), ("y1-percent_month", "21")]).press(&mut officer, "save").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("value=\"many\""), "what was typed stays");
        let wrong = form.with(&[("y1-percent_month", "21")]).press(&mut officer, "save").await;
        let found = problems(&wrong);
        assert!(found.iter().any(|(field, _)| field == "y1-percent_month"), "{found:?}");
        // One more line of costs is drawn, with all that was typed.
        let more = form.with(&[("y0-members", "៣០")]).press(&mut officer, "add-cost").await;
        assert!(more.status == StatusCode::OK && more.text.contains("c0-price") && more.text.contains("៣០"));
        let cost = [
            ("y0-members", "៣០"),
            ("c0-latin", "Pens"),
            ("c0-quantity", "2"),
            ("c0-unit", "piece"),
            ("c0-price", "1,500"),
            ("c0-years", "2, 4"),
        ];
        let saved = form.with(&cost).press(&mut officer, "save").await;
        assert_eq!(saved.location(), format!("{path}?done=plan-saved"), "{:?}", problems(&saved));
        let page = read(&officer.get(&path).await).replace('\u{a0}', " ");
        for shown in ["Version 2", "Pens", "2 piece × 1,500 ៛", "3,000 ៛"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        // Who began before that version was written is told, and loses nothing.
        let late = form.with(&[("y0-members", "31")]).press(&mut officer, "save").await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text.contains("value=\"31\"") && late.text.contains("name=\"over\""));
        // Its paper, and nobody else's business.
        let paper = officer.get(&format!("{path}/paper?language=km")).await;
        assert_eq!(paper.status, StatusCode::OK);
        let status = world.session("auditor").await.get(&format!("{path}/edit")).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "an auditor reads and changes nothing");
        let nowhere = world.session("advisor").await.post(&format!("/groups/{FOREIGN}/plans"), &[("key", "x")]).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    })
    .await;
}
