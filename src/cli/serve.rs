//! `sansom serve`.
use super::{Outcome, Place};
use crate::{
    app::{App, Clock, Settings},
    papers::press::{LISTEN, PublicUrl},
    web,
};
use axum_server::Handle;
use clap::Args;
use hyper_util::rt::TokioTimer;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// The folder of what was printed, in the data folder; emptied at start.
const PRINTS: &str = "prints";

/// Brings the database up to date and serves the pages until it is told to stop.
#[derive(Debug, Args)]
pub struct Serve {
    /// Serve the demo programme from a folder of its own (DIR/demo), made when it is missing.
    #[arg(long)]
    demo: bool,
    /// With --demo: make the whole programme before listening. Without it pages answer at once, and it is made meanwhile.
    #[arg(long, requires = "demo", conflicts_with = "small")]
    whole: bool,
    /// With --demo: leave it at the first dozen groups, the banks, cooperatives and awards.
    #[arg(long, requires = "demo")]
    small: bool,
    /// Address and port; port 0 takes a free one.
    #[arg(long, default_value = LISTEN, value_name = "ADDR")]
    listen: SocketAddr,
    #[command(flatten)]
    public_url: PublicUrl,
    /// Serve a village network by plain http: cookies are then not `Secure`, which browsers would refuse there.
    #[arg(long)]
    plain_http: bool,
}

impl Serve {
    /// Serves until SIGTERM or Ctrl-C; requests under way have ten seconds to end.
    pub async fn run(self, place: &Place) -> Outcome {
        let mut place = place.clone();
        if self.demo {
            place = Place { data: PathBuf::from(&place.data).join("demo"), database_url: None };
        }
        let db = place.open().await?;
        let settings = Settings { secure_cookies: !self.plain_http, demo: self.demo };
        let listener = std::net::TcpListener::bind(self.listen)
            .map_err(|error| super::Failure(format!("{} cannot be listened on: {error}", self.listen)))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let press = place.press(self.public_url.or_listen(address))?;
        let app = App::keyed(db.clone(), Clock::System, settings, press, place.keys()?);
        let prints = place.data.join(PRINTS);
        app.runs().keep_in(&prints).map_err(|error| super::Failure(format!("the folder {}: {error}", prints.display())))?;
        if self.demo {
            crate::demo::make(&app).await?;
        }
        let mut filling = None;
        if self.whole {
            crate::demo::whole::make(&app).await?;
        } else if self.small {
            crate::demo::cooperatives(&app).await?;
        } else if self.demo {
            filling = Some(tokio::spawn(crate::demo::whole::fill(app.clone())));
        }
        tokio::spawn(crate::papers::printing::sweep(app.clone()));
        println!("Sansom is at http://{address}/");
        if self.demo {
            println!("{}", crate::demo::sign_ins());
        }
        let handle = Handle::new();
        tokio::spawn(stop_when_told(handle.clone()));
        let mut server = axum_server::from_tcp(listener)?.handle(handle);
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(10)).max_buf_size(64 * 1024);
        // Only HTTP/1: a half-sent first line then meets the time limit too.
        server = server.http1_only();
        let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
        server.serve(service).await?;
        // What it was making is made when it is started again.
        if let Some(filling) = filling {
            filling.abort();
        }
        db.close().await;
        Ok(true)
    }
}

async fn stop_when_told(handle: Handle<SocketAddr>) {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(_) => return,
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    handle.graceful_shutdown(Some(Duration::from_secs(10)));
}
