//! `cargo xtask serve`: the built page on loopback, as a static host would serve it.

use std::fs;
use std::net::Ipv4Addr;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Response, Server};

use crate::build;

pub fn serve(port: u16) -> Result<()> {
    let page = build::build()?;
    let server = Server::http((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        anyhow!("port {port} cannot be used ({error}); choose another with --port")
    })?;
    println!("http://{}/", server.server_addr());
    println!("file://{}", page.display());
    for request in server.incoming_requests() {
        // Read anew each time: `cargo xtask build` in another terminal is seen by reloading.
        let answer = match request.url() {
            "/" | "/index.html" => {
                fs::read(&page).map(|bytes| Response::from_data(bytes).with_header(html()))
            }
            _ => Ok(Response::from_data("").with_status_code(404)),
        };
        // A browser that went away is no reason to stop.
        let _ = request.respond(answer?);
    }
    Ok(())
}

fn html() -> Header {
    #[allow(clippy::unwrap_used, reason = "a constant that parses")]
    "Content-Type: text/html; charset=utf-8".parse().unwrap()
}
