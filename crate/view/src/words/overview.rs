//! Words of the overview: what was found, and what was not even in the input.
//!
//! None of these sentences says "safe". A log shows what was written to it, and an intruder can change it.

use super::{Lang, words};
use crate::number::grouped;

words! {
    FOUND = "見つかったもの", "What was found";
    NOTHING_READ = "読み取れるログの行がありませんでした。何が起きたかは、この入力からは判断できません。",
        "No line could be read. From this input it cannot be told what happened.";
    NOTHING_FOUND = "読み取れた範囲では、攻撃・警告・注意にあたる記録は見つかりませんでした。",
        "In what could be read, no record of an attack, a warning or a notice was found.";
    LIMITS = "この結果から言えないこと", "What this does not show";
    LOG_CAN_BE_CHANGED = "侵入した者はログを書き換えたり消したりできます。記録がないことは、何も起きなかったことの証明にはなりません。",
        "An intruder can change or delete logs. That nothing is recorded does not prove that nothing happened.";
    MISSING_LOGIN = "ログインの記録(auth.log、secure など)が入力に見当たりません。不正なログインがあったかどうかは分かりません。",
        "There are no login records (auth.log, secure and the like) in the input. Whether anyone logged in cannot be told.";
    MISSING_WEB = "Web サーバーのアクセスログが入力に見当たりません。Web サイトへの攻撃があったかどうかは分かりません。",
        "There is no web access log in the input. Whether the web site was attacked cannot be told.";
    MISSING_MAIL = "メールの記録(maillog、mail.log など)が入力に見当たりません。不正中継などがあったかどうかは分かりません。",
        "There are no mail records (maillog, mail.log and the like) in the input. Whether mail was relayed for strangers cannot be told.";
}

/// Before the list: a login that was let in comes first, whatever else there is.
pub fn succeeded(logins: u64, addresses: usize, lang: Lang) -> String {
    let (logins, addresses) = (grouped(logins), grouped(addresses as u64));
    match lang {
        Lang::Ja => format!(
            "攻撃元のアドレス {addresses} 件から、ログインが {logins} 回成功しています。本人のものかどうかを最初にご確認ください。"
        ),
        Lang::En => format!(
            "From {addresses} attacking address(es), {logins} login(s) succeeded. Find out first whether they were the owner's."
        ),
    }
}

pub fn none_succeeded(lang: Lang) -> &'static str {
    lang.of(NONE_SUCCEEDED)
}

words! {
    NONE_SUCCEEDED = "攻撃元のアドレスから成功したログインの記録は、この入力にはありません。",
        "The input holds no record of a login that succeeded from an attacking address.";
}

pub fn attackers(addresses: u64, attempts: u64, lang: Lang) -> String {
    let (addresses, attempts) = (grouped(addresses), grouped(attempts));
    match lang {
        Lang::Ja => {
            format!("攻撃元のアドレスは {addresses} 件、試行は合わせて {attempts} 回です。")
        }
        Lang::En => format!("{addresses} attacking address(es) made {attempts} attempt(s) in all."),
    }
}

/// What the figures rest on.
pub fn covers(files: usize, lines: u64, span: Option<(String, String)>, lang: Lang) -> String {
    let (files, lines) = (grouped(files as u64), grouped(lines));
    match (lang, span) {
        (Lang::Ja, Some((first, last))) => {
            format!("{files} ファイル、{lines} 行({first} から {last} まで)を読み取った結果です。")
        }
        (Lang::Ja, None) => format!("{files} ファイル、{lines} 行を読み取った結果です。"),
        (Lang::En, Some((first, last))) => {
            format!("From {files} file(s) with {lines} line(s), {first} to {last}.")
        }
        (Lang::En, None) => format!("From {files} file(s) with {lines} line(s)."),
    }
}

pub fn not_understood(lines: u64, lang: Lang) -> String {
    let lines = grouped(lines);
    match lang {
        Lang::Ja => format!("意味の分からない行が {lines} 行あり、上の結果には含まれていません。"),
        Lang::En => format!("{lines} line(s) were not understood and are not part of the above."),
    }
}

pub fn ambiguous(lines: u64, lang: Lang) -> String {
    let lines = grouped(lines);
    match lang {
        Lang::Ja => {
            format!("読み方が二通りある行が {lines} 行あります。攻撃元の一覧には入れていません。")
        }
        Lang::En => {
            format!("{lines} line(s) can be read in two ways; they are not part of the attackers.")
        }
    }
}

pub fn filtered(lines: u64, lang: Lang) -> String {
    let lines = grouped(lines);
    match lang {
        Lang::Ja => format!("指定された条件に当てはまらない {lines} 行を除いています。"),
        Lang::En => format!("{lines} line(s) outside the chosen conditions were left out."),
    }
}

pub fn with_problems(files: usize, lang: Lang) -> String {
    let files = grouped(files as u64);
    match lang {
        Lang::Ja => format!(
            "{files} ファイルは、すべてを読み取れていないか、注意が必要です。「ファイル」をご覧ください。"
        ),
        Lang::En => {
            format!("{files} file(s) could not be read in full or need a look: see “Files”.")
        }
    }
}
