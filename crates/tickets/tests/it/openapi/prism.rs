//! prism, which makes a server of a description. <https://docs.stoplight.io/docs/prism>

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Description;

/// A running prism; it ends with this.
pub(super) struct Prism {
    pub(super) url: String,
    child: Child,
    log: PathBuf,
}

impl Prism {
    /// In front of a server: refuses requests and answers that the description does not have.
    pub(super) async fn before(description: &Description, server: &str) -> Self {
        Self::start("proxy", description, &[server]).await
    }

    /// Answers itself, as the description has it.
    pub(super) async fn alone(description: &Description, more: &[&str]) -> Self {
        Self::start("mock", description, more).await
    }

    async fn start(kind: &str, description: &Description, more: &[&str]) -> Self {
        let program = std::env::var_os("BARTIZAN_PRISM")
            .expect("BARTIZAN_PRISM names prism's program; `cargo xtask tickets` sets it");
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bartizan-prism-{}-{number}.log", std::process::id());
        let log = std::env::temp_dir().join(name);
        let out = File::create(&log).unwrap();
        // Free a moment ago; prism does not take port 0.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|it| it.local_addr())
            .unwrap()
            .port();
        let child = Command::new("node")
            .arg(program)
            .arg(kind)
            .arg(&description.path)
            .args(more)
            .args(["--errors", "--multiprocess=false", "--port"])
            .arg(port.to_string())
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let mut started = Self { url, child, log };
        started.listening().await;
        started
    }

    async fn listening(&mut self) {
        let began = Instant::now();
        while !self.said().contains("Prism is listening") {
            assert!(
                self.child.try_wait().unwrap().is_none(),
                "prism ended: {}",
                self.said()
            );
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "prism does not listen: {}",
                self.said()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The status that it answers to one request.
    pub(super) async fn ask(&self, method: &str, path: &str, body: &Value) -> u16 {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request = client.request(method.parse().unwrap(), format!("{}{path}", self.url));
        if !body.is_null() {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        request.send().await.unwrap().status().as_u16()
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        if std::thread::panicking() {
            eprintln!("{}", self.said());
        }
        drop(fs::remove_file(&self.log));
    }
}
