//! A web server's access log in the combined form.

use super::random::{Random, address, day, log, time};
use std::fmt::Write;

const AGENTS: [&str; 8] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "curl/8.5.0",
];

const PROBES: [&str; 12] = [
    "/wp-login.php",
    "/.env",
    "/phpmyadmin/index.php",
    "/.git/config",
    "/xmlrpc.php",
    "/cgi-bin/luci/;stok=/locale",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/index.php?id=1%27%20UNION%20SELECT%201,2,3--",
    "/admin.php",
    "/boaform/admin/formLogin",
    "/../../../../etc/passwd",
    "/wp-content/plugins/wp-file-manager/readme.txt",
];

const FOLDERS: [&str; 6] = [
    "/blog/",
    "/products/",
    "/images/",
    "/css/",
    "/support/faq/",
    "/news/2025/",
];
const ENDS: [&str; 6] = ["/", ".html", ".jpg", ".css", "/index.html", ".png"];

/// At least `bytes` of a shop that is visited, indexed and probed.
pub fn access(bytes: usize) -> Vec<u8> {
    log(bytes, 0x51ED_2701_93B5_C9E3, 2, |out, random, second| {
        let stamp = format!("{:02}/Nov/2025:{} +0900", day(second), time(second));
        match random.one_in(25) {
            true => probe(out, random, &stamp),
            false => visit(out, random, &stamp),
        }
    })
}

/// Written to a string, which cannot fail.
fn visit(out: &mut String, random: &mut Random, stamp: &str) {
    let visitor = random.seldom(14);
    let page = random.seldom(12);
    let agent = AGENTS
        .get(visitor as usize % 8)
        .copied()
        .unwrap_or_default();
    let folder = FOLDERS.get(page as usize % 6).copied().unwrap_or_default();
    let end = ENDS.get(page as usize / 6 % 6).copied().unwrap_or_default();
    let (status, size) = match random.below(40) {
        0 => (404, 1_245),
        1 | 2 => (304, 0),
        3 => (301, 178),
        _ => (200, 500 + page * 977 % 60_000),
    };
    let referer = match random.below(3) {
        0 => "-",
        1 => "https://www.google.com/",
        _ => "https://shop.example.jp/products/",
    };
    let _ = writeln!(
        out,
        "{} - - [{stamp}] \"GET {folder}item-{page}{end} HTTP/1.1\" {status} {size} \"{referer}\" \"{agent}\"",
        address(3, visitor),
    );
}

fn probe(out: &mut String, random: &mut Random, stamp: &str) {
    let _ = writeln!(
        out,
        "{} - - [{stamp}] \"{} {} HTTP/1.1\" 404 196 \"-\" \"{}\"",
        address(4, random.seldom(9)),
        random.pick(&["GET", "GET", "POST", "HEAD"]),
        random.pick(&PROBES),
        random.pick(&["python-requests/2.31.0", "Mozilla/5.0 zgrab/0.x", "-"]),
    );
}
