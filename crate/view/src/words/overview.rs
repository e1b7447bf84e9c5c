//! Words of the overview: what was found, and what was not even in the input.
//!
//! None of these sentences says "safe". A log shows what was written to it, and an intruder can change it.

use super::table::plural;
use super::{Lang, words};
use crate::number::grouped;

words! {
    FOUND = "見つかったもの", "What was found";
    NOTHING_READ = "読み取れるログの行がありませんでした。何が起きたかは、この入力からは判断できません。",
        "No line could be read. This input is not enough to tell what happened.";
    NOTHING_FOUND = "読み取れた範囲では、攻撃・警告・注意にあたる記録は見つかりませんでした。",
        "In what could be read, no record of an attack, a warning or a notice was found.";
    LIMITS = "この結果から言えないこと", "What this does not show";
    LOG_CAN_BE_CHANGED = "侵入した者はログを書き換えたり消したりできます。記録がないことは、何も起きなかったことの証明にはなりません。",
        "An intruder can change or delete logs. That nothing is recorded does not prove that nothing happened.";
    MISSING_LOGIN = "ログインの記録(auth.log、secure など)が入力に見当たりません。不正なログインがあったかどうかは分かりません。",
        "There are no login records (auth.log, secure and the like) in the input, so it is not known whether anyone logged in.";
    MISSING_WEB = "Web サーバーのアクセスログが入力に見当たりません。Web サイトへの攻撃があったかどうかは分かりません。",
        "There is no web access log in the input, so it is not known whether the web site was attacked.";
    MISSING_MAIL = "メールの送信・中継の記録(sendmail や Postfix など)が入力に見当たりません。不正中継などがあったかどうかは分かりません。",
        "There are no records of a mail server that sends (sendmail, Postfix and the like) in the input, so it is not known whether mail was relayed for strangers.";
}

/// Before the list: a login that was let in comes first, whatever else there is.
pub fn succeeded(logins: u64, addresses: usize, lang: Lang) -> String {
    let addresses = addresses as u64;
    match lang {
        Lang::Ja => format!(
            "試行のあったアドレス {} 件から、ログインが {} 回成功しています。本人のものかどうかを最初にご確認ください。",
            grouped(addresses),
            grouped(logins)
        ),
        Lang::En => format!(
            "{} succeeded from {}. Find out first whether this was the owner.",
            plural(logins, "login", "logins"),
            plural(
                addresses,
                "address that had made attempts",
                "addresses that had made attempts"
            )
        ),
    }
}

words! {
    NONE_SUCCEEDED = "攻撃元のアドレスから成功したログインの記録は、この入力にはありません。",
        "The input holds no record of a login that succeeded from an attacking address.";
}

pub fn attackers(addresses: u64, attempts: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "攻撃元のアドレスは {} 件、試行は合わせて {} 回です。",
            grouped(addresses),
            grouped(attempts)
        ),
        Lang::En => format!(
            "{} made {} in all.",
            plural(addresses, "attacking address", "attacking addresses"),
            plural(attempts, "attempt", "attempts")
        ),
    }
}

/// Of these, those who may only have mistyped a password.
pub fn mistyped(addresses: usize, lang: Lang) -> String {
    let addresses = addresses as u64;
    match lang {
        Lang::Ja => format!(
            "このうち {} 件は、1〜2 回失敗したあとに同じ名前でログインに成功しており、打ち間違いの可能性があります。",
            grouped(addresses)
        ),
        Lang::En => format!(
            "{} of these failed once or twice and then logged in under the same name, perhaps after a typing error.",
            grouped(addresses)
        ),
    }
}

/// What the figures rest on.
pub fn covers(files: usize, lines: u64, span: Option<(String, String)>, lang: Lang) -> String {
    let files = files as u64;
    match lang {
        Lang::Ja => {
            let span = span.map(|(first, last)| match first == last {
                true => format!("({first})"),
                false => format!("({first} から {last} まで)"),
            });
            let (files, lines) = (grouped(files), grouped(lines));
            format!(
                "{files} ファイル、{lines} 行{}を読み取った結果です。",
                span.unwrap_or_default()
            )
        }
        Lang::En => {
            let span = span.map(|(first, last)| match first == last {
                true => format!(", {first}"),
                false => format!(", {first} to {last}"),
            });
            let (files, lines) = (
                plural(files, "file", "files"),
                plural(lines, "line", "lines"),
            );
            format!("From {files} with {lines}{}.", span.unwrap_or_default())
        }
    }
}

pub fn not_understood(lines: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "意味の分からない行が {} 行あり、上の結果には含まれていません。",
            grouped(lines)
        ),
        Lang::En => format!(
            "Not understood, and not part of the above: {}.",
            plural(lines, "line", "lines")
        ),
    }
}

pub fn ambiguous(lines: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "読み方が二通りある行が {} 行あります。攻撃元の一覧には入れていません。",
            grouped(lines)
        ),
        Lang::En => format!(
            "Readable in two ways, and therefore not part of the attackers: {}.",
            plural(lines, "line", "lines")
        ),
    }
}

pub fn filtered(lines: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "指定された条件に当てはまらない {} 行を除いています。",
            grouped(lines)
        ),
        Lang::En => format!(
            "Outside the chosen conditions, and left out: {}.",
            plural(lines, "line", "lines")
        ),
    }
}

pub fn with_problems(files: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "最後まで読み取れなかった、または確認が必要なファイルが {} 個あります。「ファイル」をご覧ください。",
            grouped(files as u64)
        ),
        Lang::En => format!(
            "Not read in full, or in need of a look: {}. See “Files”.",
            plural(files as u64, "file", "files")
        ),
    }
}
