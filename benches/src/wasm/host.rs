//! Who runs the kernels in wasm: a browser, as visitors do, or Node.

use crate::turns::{Block, now};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// How long a browser may take to ask for its first turn, and for any other.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs kernels.
pub trait Host {
    /// What it is called in the table.
    fn name(&self) -> &'static str;

    /// One block: prepared, then timed there.
    fn block(&mut self, which: u32, size: u32, events: u32) -> Block;
}

/// A block from `nanoseconds count sum`.
fn block(answer: &str) -> Block {
    let mut words = answer.split([' ', '+']);
    let mut next = || words.next().unwrap_or_else(|| panic!("it answered {answer:?}"));
    let (ns, events, sum): (f64, u64, u64) = (
        next().parse().expect("a time"),
        next().parse().expect("a count"),
        next().trim().parse().expect("a sum"),
    );
    Block { ns: ns / events as f64, events, sum }
}

/// Node. It is told what to do in one line and answers in another.
pub struct Node {
    child: Child,
    record: ChildStdin,
    enter: BufReader<ChildStdout>,
}

impl Node {
    /// Starts it with these kernels.
    pub fn start(module: &Path) -> Result<Node, String> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/wasm/node.mjs");
        let started =
            Command::new("node").arg(script).arg(module).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.map_err(|error| format!("node does not start: {error}"))?;
        let record = child.stdin.take().expect("it was asked for");
        let enter = BufReader::new(child.stdout.take().expect("it was asked for"));
        Ok(Node { child, record, enter })
    }
}

impl Host for Node {
    fn name(&self) -> &'static str {
        "node"
    }

    fn block(&mut self, which: u32, size: u32, events: u32) -> Block {
        writeln!(self.record, "{which} {size} {events}").expect("node listens");
        let mut line = String::new();
        self.enter.read_line(&mut line).expect("node answers");
        block(&line)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser with one page, which asks this program for its turns over the loopback.
pub struct Browser {
    child: Child,
    listener: TcpListener,
    module: PathBuf,
    /// Its own folder, so that nobody's settings matter.
    profile: PathBuf,
    /// The page, waiting for its turn.
    waiting: Option<TcpStream>,
}

impl Browser {
    /// Starts the browser that is named in the environment, with these kernels.
    pub fn start(module: &Path) -> Result<Browser, String> {
        let program = std::env::var("CHROME").map_err(|_| "no browser: CHROME names none".to_owned())?;
        let profile = module.with_extension("profile");
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| format!("no port: {error}"))?;
        listener.set_nonblocking(true).map_err(|error| error.to_string())?;
        let page = format!("http://{}/", listener.local_addr().map_err(|error| error.to_string())?);
        let child = Command::new(&program)
            .args(flags())
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(page)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{program} does not start: {error}"))?;
        let mut browser = Browser { child, listener, module: module.to_owned(), profile, waiting: None };
        browser.wait()?;
        Ok(browser)
    }

    /// Serves the page until it asks for its turn, and says what it brought along.
    fn wait(&mut self) -> Result<String, String> {
        let end = now() + PATIENCE;
        while now() < end {
            let Ok((mut stream, _)) = self.listener.accept() else {
                // A short sleep: this program stays on the core on which the page works.
                std::thread::sleep(Duration::from_millis(5));
                if let Ok(Some(status)) = self.child.try_wait() {
                    return Err(format!("the browser ended: {status}"));
                }
                continue;
            };
            let Some(path) = asked(&mut stream) else { continue };
            let sent = match path.split_once('?').unwrap_or((&path, "")) {
                ("/turn", answer) => {
                    self.waiting = Some(stream);
                    return Ok(answer.to_owned());
                }
                ("/", _) => {
                    send(&mut stream, "200 OK", "text/html", include_bytes!("../../wasm/browser.html"))
                }
                ("/kernels.wasm", _) => {
                    let kernels = std::fs::read(&self.module)
                        .map_err(|error| format!("{}: {error}", self.module.display()))?;
                    send(&mut stream, "200 OK", "application/wasm", &kernels)
                }
                _ => send(&mut stream, "404 Not Found", "text/plain", b"nothing here"),
            };
            sent.map_err(|error| format!("the browser went away: {error}"))?;
        }
        Err(format!("the browser asked for nothing in {} s", PATIENCE.as_secs()))
    }
}

/// The flags with which tests start the browser too.
fn flags() -> Vec<String> {
    let webdriver: serde_json::Value =
        serde_json::from_str(include_str!("../../../webdriver.json")).expect("webdriver.json is JSON");
    let flags = webdriver["goog:chromeOptions"]["args"].as_array().expect("webdriver.json names flags");
    flags.iter().map(|flag| flag.as_str().expect("a flag is a text").to_owned()).collect()
}

/// The path of a request, if it is one.
fn asked(stream: &mut TcpStream) -> Option<String> {
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let (mut request, mut some) = (Vec::new(), [0; 4096]);
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut some) {
            Ok(count) if count > 0 => request.extend_from_slice(&some[..count]),
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&request).split(' ').nth(1)?.to_owned())
}

/// Answers a request. Only a page that shares nothing with others has a clock that is finer than a
/// tenth of a millisecond.
fn send(stream: &mut TcpStream, status: &str, kind: &str, body: &[u8]) -> std::io::Result<()> {
    const ALONE: &str = "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\nCache-Control: no-store";
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{ALONE}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(body)
}

impl Host for Browser {
    fn name(&self) -> &'static str {
        "browser"
    }

    fn block(&mut self, which: u32, size: u32, events: u32) -> Block {
        let mut stream = self.waiting.take().expect("it waits for its turn");
        send(&mut stream, "200 OK", "text/plain", format!("{which} {size} {events}").as_bytes())
            .expect("the browser listens");
        drop(stream);
        block(&self.wait().expect("the browser answers"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
