//! `cargo xtask serve`: the built page on loopback, as a static host would serve it.

use std::fs;
use std::net::Ipv4Addr;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Response, Server};

use crate::{build, offline};

pub fn serve(port: u16) -> Result<()> {
    let page = build::build()?;
    let server = Server::http((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        anyhow!("port {port} cannot be used ({error}); choose another with --port")
    })?;
    println!("http://{}/", server.server_addr());
    println!("file://{}", page.display());
    let folder = page.parent().unwrap_or(&page);
    for request in server.incoming_requests() {
        // Read anew each time: `cargo xtask build` in another terminal is seen by reloading.
        let answer = match file(request.url()) {
            Some((name, kind)) => fs::read(folder.join(name))
                .map(|bytes| Response::from_data(bytes).with_header(header(kind))),
            None => Ok(Response::from_data("").with_status_code(404)),
        };
        // A browser that went away is no reason to stop.
        let _ = request.respond(answer?);
    }
    Ok(())
}

/// What a host serves, by address: the file and its type.
fn file(address: &str) -> Option<(&'static str, &'static str)> {
    match address.split(['?', '#']).next()? {
        "/" | "/index.html" => Some(("index.html", "text/html; charset=utf-8")),
        "/sw.js" => Some((offline::WORKER, "text/javascript; charset=utf-8")),
        "/manifest.webmanifest" => Some((offline::MANIFEST, "application/manifest+json")),
        _ => None,
    }
}

fn header(kind: &str) -> Header {
    #[allow(clippy::unwrap_used, reason = "constants that parse")]
    format!("Content-Type: {kind}").parse().unwrap()
}
