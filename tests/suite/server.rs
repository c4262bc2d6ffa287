//! A running server and a client for it.

use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

use crate::programs::PROGRAM;

/// Whoever asks a server.
pub(crate) struct Client {
    pub(crate) address: String,
}

/// A server that ends with its test.
pub(crate) struct Server {
    child: Child,
    client: Client,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Server {
    /// On the simulated internet of the demo.
    pub(crate) fn demo(arguments: &[&str]) -> Self {
        let mut all = vec!["--demo"];
        all.extend(arguments);
        Self::start(&all)
    }

    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments);
        Self::of(command)
    }

    /// With nothing but its environment, as in an image.
    pub(crate) fn of_environment(variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.arg("serve").envs(variables.iter().copied());
        Self::of(command)
    }

    /// The demo in a process that may not have more files open.
    pub(crate) fn with_open_files(most: usize) -> Self {
        let mut command = Command::new("sh");
        let limited = format!("ulimit -n {most}; exec \"$0\" serve --listen 127.0.0.1:0 --demo");
        command.args(["-c", &limited, PROGRAM]);
        Self::of(command)
    }

    /// The demo in a shell that has set up what the program is to meet; `$0` in
    /// the script is the program.
    pub(crate) fn in_shell(script: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", script, PROGRAM])
            .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
            .args(arguments);
        Self::of(command)
    }

    /// Ends it without a word, as a crash would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn of(mut command: Command) -> Self {
        let mut child = command
            .env("CHECKER_LOG", "json")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::<Mutex<String>>::default();
        let keep = |log: &Mutex<String>, line: &str| {
            let mut log = log.lock().unwrap();
            log.push_str(line);
            log.push('\n');
        };
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server ended").unwrap();
            keep(&log, &line);
            // In either form of the log.
            if let Some((_, rest)) = line.split_once("listening on http://") {
                let end = rest.find(['"', ' ']).unwrap_or(rest.len());
                break rest[..end].to_owned();
            }
        };
        let kept = log.clone();
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                keep(&kept, &line);
            }
        });
        Self {
            child,
            client: Client { address },
            log,
            reader: Some(reader),
        }
    }

    /// Waits until `reached` holds.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, reached: impl Fn(&Self) -> bool) {
        for _ in 0..1_200 {
            if reached(self) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("never: {what}");
    }

    /// Asks it to end.
    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(kill.success());
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// The log once this is in it: what a page says already may still be on its way.
    pub(crate) fn logged(&self, words: &str) -> String {
        self.until(words, |server| server.log().contains(words));
        self.log()
    }

    /// Waits for its end; the status and the log.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        let log = self.log.lock().unwrap().clone();
        (status, log)
    }
}

impl Deref for Server {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Client {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::from(request.call().unwrap())
    }

    pub(crate) fn post(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::from(request.send(body).unwrap())
    }

    /// Posts JSON, as the platform does.
    pub(crate) fn json(&self, path: &str, body: &Value) -> Answer {
        self.post(
            path,
            &body.to_string(),
            &[("content-type", "application/json")],
        )
    }

    /// The value of a metric of the process, with its labels as printed; zero
    /// where it is not there.
    pub(crate) fn metric(&self, series: &str) -> f64 {
        let text = self.get("/metrics").body;
        let line = text.lines().find(|line| {
            line.strip_prefix(series)
                .is_some_and(|rest| rest.starts_with(' '))
        });
        line.map_or(0.0, |line| {
            line.rsplit(' ').next().unwrap().parse().unwrap()
        })
    }

    /// How many requests are worked on.
    pub(crate) fn in_flight(&self) -> u64 {
        self.get("/health").value()["inflight"].as_u64().unwrap()
    }

    /// Fills in the form and waits for the result; the path of its page.
    #[track_caller]
    pub(crate) fn checked(&self, form: &str) -> String {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let begun = self.post("/check", form, &[kind]);
        assert_eq!(begun.status, 303, "{begun:?}");
        let page = begun.header("location").to_owned();
        // The events end with the check.
        self.get(&format!("{page}/events"));
        page
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

impl From<ureq::http::Response<ureq::Body>> for Answer {
    fn from(mut response: ureq::http::Response<ureq::Body>) -> Self {
        let headers = response.headers().iter();
        Self {
            status: response.status().as_u16(),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}
