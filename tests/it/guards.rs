use crate::support::databases::each_engine;
#[tokio::test]
async fn every_statement_is_known_to_both_engines() {
    each_engine(|base| async move {
        let mut tx = base.db.write().await.unwrap();
        for (module, name, sql) in sansom::store::own_statements() {
            tx.check(sql).await.unwrap_or_else(|error| panic!("{module}::{name}: {error}"));
        }
    }).await;
}
