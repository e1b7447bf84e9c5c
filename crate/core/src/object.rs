//! Access logs that are an object a line (JSON): Caddy's, Traefik's, and what nginx and Apache are told to write.
//!
//! Such a line is written anew in the combined form, so that the pages of web servers read it: nothing that is known of
//! requests is said twice. What a key means is known by its name and by where it stands, never by its order.
//! A stranger's text stays inside its quotes, since its own are escaped. Names of headers are a stranger's as well: they
//! stand where no other key is looked for.

use crate::address;
use crate::hole::closing_quote;
use crate::stamp::{Clock, Stamp, access_stamp};

/// What the combined form does not say.
pub struct Told {
    pub stamp: Option<Stamp>,
    /// Two keys name different visitors, and one of them may be what the visitor claims.
    pub doubtful: bool,
}

/// What a key stands for.
#[derive(Clone, Copy)]
enum Is {
    Addr,
    /// Whom the server takes for the visitor, by what its proxies say.
    Client,
    Forwarded,
    User,
    Time,
    Request,
    Method,
    Url,
    /// With its arguments, which the other may lack.
    Uri,
    Protocol,
    Status,
    Size,
    Referrer,
    Agent,
    Logger,
}

const KINDS: usize = Is::Logger as usize + 1;

/// Objects inside each other in which keys are looked for, and the line itself.
const DEEP: usize = 4;

#[derive(Default)]
struct Found<'a> {
    values: [&'a [u8]; KINDS],
    stamp: Option<Stamp>,
    is_caddy: bool,
    /// Two keys say different things of what is said once: whoever writes quotes as they come lets a visitor add keys.
    contradicts: bool,
}

/// The object as a line of the combined form; nothing where it tells of no request.
#[inline(never)]
pub fn combined(text: &[u8], clock: &mut Clock, out: &mut Vec<u8>) -> Option<Told> {
    let found = Found::read(text, clock)?;
    let (addr, doubtful) = found.visitor()?;
    let status = found.of(Is::Status);
    let urls = [Is::Request, Is::Url, Is::Uri];
    let is_request = urls.iter().any(|is| !found.of(*is).is_empty());
    // What went wrong below a request is told once more by its access line.
    let is_error = found.of(Is::Logger).starts_with(b"http.log.error");
    if !is_number(status) || !is_request || is_error {
        return None;
    }
    out.clear();
    out.extend_from_slice(addr);
    out.extend_from_slice(b" - ");
    let user = out.len();
    put(out, found.of(Is::User));
    // More than one word could be read as other fields.
    let user = out.get_mut(user..).unwrap_or_default();
    user.iter_mut()
        .filter(|byte| **byte == b' ')
        .for_each(|byte| *byte = b'_');
    out.extend_from_slice(b" [-] \"");
    match found.of(Is::Request) {
        // Apache's `%U`.
        [] | [b'/', ..] => found.put_request(out),
        request => put(out, request),
    }
    out.extend_from_slice(b"\" ");
    out.extend_from_slice(status);
    out.push(b' ');
    let size = found.of(Is::Size);
    put(out, if is_number(size) { size } else { b"" });
    for quoted in [Is::Referrer, Is::Agent] {
        out.extend_from_slice(b" \"");
        put(out, found.of(quoted));
        out.push(b'"');
    }
    Some(Told {
        stamp: found.stamp,
        doubtful: doubtful || found.contradicts,
    })
}

impl<'a> Found<'a> {
    fn read(text: &'a [u8], clock: &mut Clock) -> Option<Found<'a>> {
        let mut found = Found::default();
        let mut keys: [&[u8]; DEEP] = [b""; DEEP];
        let (mut depth, mut at) = (0_usize, 0);
        while let Some((byte, behind)) = text.get(at..).and_then(<[u8]>::split_first) {
            at += 1;
            match byte {
                b'{' => {
                    depth += 1;
                    if let Some(key) = keys.get_mut(depth) {
                        *key = b"";
                    }
                }
                b'}' => depth = depth.checked_sub(1)?,
                b'"' => {
                    let (value, behind) = behind.split_at_checked(closing_quote(behind))?;
                    let behind = behind.strip_prefix(b"\"")?;
                    at += value.len() + 1;
                    if !behind.trim_ascii_start().starts_with(b":") {
                        found.take(keys.get(1..=depth), value, clock);
                    } else if let Some(key) = keys.get_mut(depth) {
                        *key = value;
                    }
                }
                b'0'..=b'9' => {
                    let is_of_number = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
                    let more = behind.iter().take_while(is_of_number).count();
                    found.take(keys.get(1..=depth), text.get(at - 1..at + more)?, clock);
                    at += more;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        (depth == 0 && at == text.len()).then_some(found)
    }

    #[inline(never)]
    fn take(&mut self, keys: Option<&[&[u8]]>, value: &'a [u8], clock: &mut Clock) {
        let Some(is) = keys.and_then(meaning) else {
            return;
        };
        if matches!(value, b"" | b"-") {
            return;
        }
        let inside = keys.is_some_and(|keys| keys.len() > 1);
        self.is_caddy |= inside && matches!(is, Is::Addr);
        if matches!(is, Is::Time) {
            self.stamp = self.stamp.or_else(|| stamp(value, clock));
        }
        let once = matches!(is, Is::Addr | Is::Client | Is::Status);
        self.contradicts |= once && !self.of(is).is_empty() && self.of(is) != value;
        if let Some(known) = self.values.get_mut(is as usize)
            && (known.is_empty() || matches!(is, Is::Forwarded))
        {
            *known = value;
        }
    }

    fn of(&self, is: Is) -> &'a [u8] {
        self.values.get(is as usize).copied().unwrap_or_default()
    }

    /// Who asked, and whether that is doubtful.
    fn visitor(&self) -> Option<(&'a [u8], bool)> {
        let [addr, client, forwarded] =
            [Is::Addr, Is::Client, Is::Forwarded].map(|is| last(self.of(is)));
        let is_addr = |text: &[u8]| address::canonical(text).is_some();
        if client.is_empty() || address::key(addr) == address::key(client) {
            return is_addr(addr).then_some((addr, false));
        }
        // Caddy takes the first address of the header that it is not told to trust, which a visitor may have put
        // there himself: only what the proxy added at the end is certain.
        let is_certain =
            addr.is_empty() || self.is_caddy && (forwarded.is_empty() || forwarded == client);
        is_addr(client).then_some((client, !is_certain))
    }

    fn put_request(&self, out: &mut Vec<u8>) {
        let urls = [Is::Uri, Is::Url, Is::Request].map(|is| self.of(is));
        let url = urls.into_iter().find(|url| !url.is_empty());
        let url = url.unwrap_or_default();
        let parts = [self.of(Is::Method), url, self.of(Is::Protocol)];
        for (at, part) in parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .enumerate()
        {
            if at > 0 {
                out.push(b' ');
            }
            put(out, part);
        }
    }
}

/// What a key means that stands in these objects, the innermost last.
#[inline(never)]
fn meaning(keys: &[&[u8]]) -> Option<Is> {
    let name = keys.last()?;
    let is_same = |path: &&str| {
        let path = path.as_bytes();
        path.ends_with(name) && path.split(|byte| *byte == b'.').eq(keys.iter().copied())
    };
    let known = KEYS
        .iter()
        .find(|(_, paths)| paths.split(' ').any(|path| is_same(&path)));
    known.map(|(is, _)| *is)
}

/// Names of keys, below the objects that they stand in.
const KEYS: [(Is, &str); KINDS] = [
    (
        Is::Addr,
        "remote_addr remote_ip remoteIP ClientHost request.remote_ip",
    ),
    (Is::Client, "clientip client_ip client request.client_ip"),
    (Is::Forwarded, "request.headers.X-Forwarded-For"),
    (Is::User, "remote_user user_id user ClientUsername"),
    (
        Is::Time,
        "ts StartUTC time_iso8601 time_local @timestamp timestamp time msec t",
    ),
    (Is::Request, "request"),
    (
        Is::Method,
        "request_method method RequestMethod request.method",
    ),
    (Is::Url, "uri url path RequestPath request.uri"),
    (Is::Uri, "request_uri"),
    (
        Is::Protocol,
        "server_protocol protocol RequestProtocol request.proto",
    ),
    (Is::Status, "status DownstreamStatus"),
    (
        Is::Size,
        "body_bytes_sent bytes_sent size bytes DownstreamContentSize",
    ),
    (
        Is::Referrer,
        "http_referer http_referrer referer referrer request_Referer request.headers.Referer",
    ),
    (
        Is::Agent,
        "http_user_agent user_agent userAgent agent request_User-Agent request.headers.User-Agent",
    ),
    (Is::Logger, "logger"),
];

fn stamp(text: &[u8], clock: &mut Clock) -> Option<Stamp> {
    let text = text.strip_prefix(b"[").unwrap_or(text);
    let seconds = text.split(|byte| *byte == b'.').next()?;
    if seconds.len() == 10 && is_number(seconds) {
        return Some(Stamp {
            local: std::str::from_utf8(seconds).ok()?.parse().ok()?,
            offset: Some(0),
            year_guessed: false,
        });
    }
    access_stamp(text).or_else(|| Some(clock.read(text)?.0))
}

/// Of a list of addresses the one that the nearest proxy has added.
fn last(text: &[u8]) -> &[u8] {
    let last = text.rsplit(|byte| *byte == b',').next();
    last.unwrap_or_default().trim_ascii()
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// A value as web servers write it between quotes: escapes stay, but for those of what needs none.
#[inline(never)]
fn put(out: &mut Vec<u8>, value: &[u8]) {
    if value.is_empty() {
        return out.push(b'-');
    }
    let mut rest = value;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first != b'\\' {
            out.push(*first);
            continue;
        }
        match behind {
            [b'/', behind @ ..] => {
                out.push(b'/');
                rest = behind;
            }
            [b'u', b'0', b'0', high, low, behind @ ..] => {
                let hex = [*high, *low];
                let hex = std::str::from_utf8(&hex).ok();
                let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
                match byte.filter(|byte| matches!(byte, b' '..=b'~')) {
                    Some(byte) => {
                        if matches!(byte, b'"' | b'\\') {
                            out.push(b'\\');
                        }
                        out.push(byte);
                        rest = behind;
                    }
                    None => out.push(b'\\'),
                }
            }
            [escaped, behind @ ..] => {
                out.extend_from_slice(&[b'\\', *escaped]);
                rest = behind;
            }
            [] => out.push(b'\\'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Option<(String, bool)> {
        let mut clock = Clock::new(chrono::NaiveDate::default());
        let mut out = Vec::new();
        let told = combined(text.as_bytes(), &mut clock, &mut out)?;
        Some((String::from_utf8(out).unwrap(), told.doubtful))
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(line(text), Some((expect.to_owned(), false)), "{text}");
    }

    fn caddy(addr: &str, client: &str, headers: &str) -> String {
        format!(
            r#"{{"logger":"http.log.access","request":{{"remote_ip":"{addr}","client_ip":"{client}","proto":"HTTP/2.0","method":"GET","uri":"/a","headers":{{{headers}}}}},"user_id":"","size":7,"status":404}}"#
        )
    }

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let keys = [
            r#""remote_addr": "203.0.113.9""#,
            r#""request":"GET /a HTTP/1.1""#,
            r#""status":"404""#,
            r#""http_user_agent":"curl""#,
            r#""more":{"remote_addr":"192.0.2.1","status":200,"list":[{"status":1},[2]]}"#,
        ];
        for turn in 0..keys.len() {
            let mut keys = keys;
            keys.rotate_left(turn);
            let text = format!("{{{}}}", keys.join(", "));
            check(
                &text,
                r#"203.0.113.9 - - [-] "GET /a HTTP/1.1" 404 - "-" "curl""#,
            );
        }
    }

    #[test]
    fn a_strangers_text_is_no_key() {
        check(
            r#"{"remote_addr":"203.0.113.9","request":"GET /\",\"remote_addr\":\"192.0.2.9 HTTP/1.1","status":404,"http_user_agent":"x\\"}"#,
            r#"203.0.113.9 - - [-] "GET /\",\"remote_addr\":\"192.0.2.9 HTTP/1.1" 404 - "-" "x\\""#,
        );
        check(
            &caddy(
                "203.0.113.9",
                "203.0.113.9",
                r#""Remote_ip":["192.0.2.9"],"remote_ip":["192.0.2.9"],"status":["200"],"User-Agent":["a","b"]"#,
            ),
            r#"203.0.113.9 - - [-] "GET /a HTTP/2.0" 404 7 "-" "a""#,
        );
        check(
            r#"{"ClientHost":"203.0.113.9","RequestMethod":"GET","RequestPath":"/a","DownstreamStatus":404,"request_Uri":"/b","request_Remote_addr":"192.0.2.9","request_User-Agent":"x"}"#,
            r#"203.0.113.9 - - [-] "GET /a" 404 - "-" "x""#,
        );
    }

    #[test]
    fn whoever_writes_quotes_as_they_come_blames_nobody() {
        for keys in [
            r#""remote_addr":"192.0.2.9""#,
            r#""remote_ip":"192.0.2.9""#,
            r#""client_ip":"192.0.2.9""#,
            r#""request":{"remote_ip":"192.0.2.9","client_ip":"192.0.2.9"}"#,
            r#""request":{"client_ip":"192.0.2.9"}"#,
            r#""status":200"#,
        ] {
            let text =
                format!(r#"{{"remote_addr":"203.0.113.9","uri":"/",{keys},"x":"","status":404}}"#);
            assert!(line(&text).is_none_or(|(_, doubtful)| doubtful), "{text}");
        }
    }

    #[test]
    fn what_a_visitor_may_have_claimed_is_doubtful() {
        let check = |headers: &str, expect: bool| {
            let (text, doubtful) = line(&caddy("192.0.2.1", "203.0.113.9", headers)).unwrap();
            assert!(text.starts_with("203.0.113.9 - "), "{text}");
            assert_eq!(doubtful, expect, "{headers}");
        };
        check("", false);
        check(r#""X-Forwarded-For":["203.0.113.9"]"#, false);
        check(r#""X-Forwarded-For":["198.51.100.7, 203.0.113.9"]"#, false);
        check(r#""X-Forwarded-For":["203.0.113.9, 198.51.100.7"]"#, true);
        check(r#""X-Forwarded-For":["203.0.113.9","198.51.100.7"]"#, true);
    }

    #[test]
    fn escapes_of_what_needs_none_are_undone() {
        check(
            r#"{"remote_addr":"2001:db8::9","remote_user":"a [b] \"c","request":"GET \/\u003cb\u003E\u0022\u005c\u000a\u00e9 HTTP\/1.1","status":404}"#,
            r#"2001:db8::9 - a_[b]_\"c [-] "GET /<b>\"\\\u000a\u00e9 HTTP/1.1" 404 - "-" "-""#,
        );
    }

    #[test]
    fn other_objects_are_no_requests() {
        for text in [
            "{}",
            "}",
            "{",
            r#"{"remote_addr":"203.0.113.9","status":404}"#,
            r#"{"remote_addr":"203.0.113.9","uri":"/a","status":"OK"}"#,
            r#"{"remote_addr":"somebody","uri":"/a","status":404}"#,
            r#"{"uri":"/a","status":404}"#,
            r#"{"remote_addr":"203.0.113.9","uri":"/a","status":404} {}"#,
            r#"{"remote_addr":"203.0.113.9","uri":"/a","status":404}}"#,
            r#"{"remote_addr":"203.0.113.9","status":404,"uri":"/a}"#,
            r#"{"remote_addr":"203.0.113.9","status":404,"uri":"/a\"}"#,
        ] {
            assert!(line(text).is_none(), "{text}");
        }
        let error = caddy("203.0.113.9", "203.0.113.9", "").replace("log.access", "log.error.log0");
        assert!(line(&error).is_none());
    }

    #[test]
    fn stamps_of_all_writers() {
        let mut clock = Clock::new(chrono::NaiveDate::default());
        for (text, offset) in [
            ("1717300064.25", Some(0)),
            ("02/Jun/2024:03:47:44 +0000", Some(0)),
            ("[02/Jun/2024:03:47:44 +0000]", Some(0)),
            ("2024-06-02T03:47:44Z", Some(0)),
            ("2024-06-02T03:47:44.123456789+00:00", Some(0)),
        ] {
            let stamp = stamp(text.as_bytes(), &mut clock).unwrap();
            assert_eq!(
                (stamp.local, stamp.offset),
                (1_717_300_064, offset),
                "{text}"
            );
        }
        assert!(stamp(b"0.003", &mut clock).is_none());
    }
}
