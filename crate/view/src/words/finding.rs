//! Words of the findings: the verdict, why something was concluded, what the customer is told and asked.

use std::borrow::Cow;

use logyomi_core::report::{Counted, Finding, Subject};
use logyomi_sections::{Fact, Words};

use super::table::plural;
use super::{Lang, words};
use crate::lookup;
use crate::number::{grouped, moment};
use crate::verdict::Verdict;
use crate::visible::visible;

words! {
    /// Before how many more there are.
    COMMA = "、", ", ";
    FILE = "ファイル", "file";
    FINDINGS = "何が起きたか", "What happened";
    DANGEROUS = "危険かどうか", "Is it dangerous";
    BREAK_IN = "侵入された形跡があります", "There are signs of a break-in";
    ACT = "対応が必要です", "Action needed";
    NOTE = "急ぎの対応は不要です。内容をご確認ください", "Nothing urgent; worth a look";
    NOTHING = "この範囲では問題は見つかりませんでした", "Nothing wrong was found in this range";
    CANNOT_TELL = "この入力からは判断できません", "This input is not enough to tell";

    CRITICAL = "重大", "Critical";
    GRAVE = "警告", "Warning";
    INFORMATION = "情報", "Information";

    WHY = "判断の理由", "Why";
    MEANING = "意味と対応", "What it means";
    ASK = "お客様への確認事項", "What to ask the customer";
    PROOF = "根拠となる記録", "Evidence";
    SUBJECTS = "対象", "About";
    WHAT_NEXT = "次にすること", "What to do next";
    NEXT_CHECKLIST = "侵入の確認手順を見る", "Go through the intrusion checklist";
    NEXT_ATTACKERS = "攻撃元を確認する", "Look at the attackers";
    NEXT_FINDING = "根拠となる記録を見る", "Look at the evidence";
    NEXT_FILES = "ファイルの読み取り結果を見る", "See how the files were read";
    EVENTS = "見つかった記録の種類", "Kinds of records found";

    REPLY = "お客様への返信文(下書き)", "Reply to the customer (draft)";
    MEMO = "電話用メモ", "Memo for the phone";
    COPY = "コピー", "Copy";
    COPIED = "コピーしました", "Copied";
    MASK = "名前とメールアドレスを伏せる", "Mask names and mail addresses";

    FACTS = "サーバーについての質問", "Questions about the server";
    FACTS_NOTE = "お分かりのものだけお答えください。お答えに応じて、重大さの判断が変わります。お答えもこの画面の外には送信されません。",
        "Answer what you know. The answers change how grave a finding is; they do not leave this page either.";
    YES = "はい", "Yes";
    NO = "いいえ", "No";
    UNKNOWN = "分からない", "Unknown";
}

pub fn verdict(verdict: Verdict, lang: Lang) -> (&'static str, &'static str) {
    let (icon, words): (_, Words) = match verdict {
        Verdict::BreakIn => ("◆", BREAK_IN),
        Verdict::Act => ("▲", ACT),
        Verdict::Note => ("●", NOTE),
        Verdict::Nothing => ("○", NOTHING),
        Verdict::CannotTell => ("?", CANNOT_TELL),
    };
    (icon, lang.of(words))
}

/// A finding's level, and the shape that stands before it.
pub fn gravity(level: &str, lang: Lang) -> (&'static str, &str) {
    let (icon, words): (_, Words) = match level {
        "critical" => ("◆", CRITICAL),
        "warning" => ("▲", GRAVE),
        "information" => ("●", INFORMATION),
        other => return ("?", other),
    };
    (icon, lang.of(words))
}

/// The question that a fact answers.
pub fn question(fact: Fact, lang: Lang) -> &'static str {
    let words = match fact {
        Fact::SshKeysOnly => Words {
            ja: "SSH のログインは鍵認証だけですか(パスワードではログインできない設定)",
            en: "Does SSH take keys only (no passwords)?",
        },
        Fact::RelayClosed => Words {
            ja: "メールの中継は、認証した利用者だけに限っていますか(SMTP AUTH、POP before SMTP)",
            en: "Is mail relayed for known users only (SMTP AUTH, POP before SMTP)?",
        },
        Fact::Unix => Words {
            ja: "サーバーは Linux か FreeBSD などですか(Windows ではない)",
            en: "Is the server a Linux or a BSD, not Windows?",
        },
        Fact::AdminOpen => Words {
            ja: "管理画面(phpMyAdmin、WordPress の管理画面など)に、どこからでも接続できますか",
            en: "Can pages of administration (phpMyAdmin, WordPress) be reached from everywhere?",
        },
    };
    lang.of(words)
}

/// `ssh-keys-only=yes`, as the report holds it, in words.
pub fn because(answer: &str, lang: Lang) -> String {
    let (name, value) = answer.split_once('=').unwrap_or((answer, ""));
    if name == "own" {
        let own = visible(value);
        return match lang {
            Lang::Ja => format!("{own} はご自身のアドレスとのことですので、重大さを変えています。"),
            Lang::En => format!("Its level was changed because you named {own} as your own."),
        };
    }
    let question = visible(Fact::of(name).map_or(name, |fact| question(fact, lang)));
    let value = visible(match value {
        "yes" => lang.of(YES),
        "no" => lang.of(NO),
        other => other,
    });
    match lang {
        Lang::Ja => {
            format!("「{question}」に「{value}」とお答えいただいたため、重大さを変えています。")
        }
        Lang::En => {
            format!("Its level was changed because you answered “{question}” with “{value}”.")
        }
    }
}

/// Whom or what a finding is about, with the figure; nothing before the colon for the whole input.
pub fn subject(finding: &Finding, subject: &Subject, lang: Lang) -> String {
    let count = counted(&finding.rule, subject.count, lang);
    let name = named(subject, lang);
    match (name.is_empty(), lang) {
        (true, _) => count,
        // A colon behind an address reads like a port.
        (false, Lang::Ja) => format!("{name}、{count}"),
        (false, Lang::En) => format!("{name}, {count}"),
    }
}

/// `Address 203.0.113.9`
pub fn named(subject: &Subject, lang: Lang) -> String {
    let label = match subject.field.as_str() {
        "" => return String::new(),
        "file" => lang.of(FILE),
        field => lookup::field_label(field, lang),
    };
    format!("{} {}", visible(label), visible(&subject.value))
}

/// What the rule counts.
fn counted(rule: &str, count: u64, lang: Lang) -> String {
    match (rule, lang) {
        ("gap" | "backwards", _) => duration(count, lang),
        ("days", Lang::Ja) => format!("{} 日分", grouped(count)),
        ("days", Lang::En) => plural(count, "day", "days"),
        ("countries", Lang::Ja) => format!("{} か国", grouped(count)),
        ("countries", Lang::En) => plural(count, "country", "countries"),
        ("spraying" | "distributed", Lang::Ja) => format!("アドレス {} 件", grouped(count)),
        ("spraying" | "distributed", Lang::En) => plural(count, "address", "addresses"),
        (_, lang) => super::times(count, lang),
    }
}

/// Why the finding was made: rule, figures, window.
pub fn why(finding: &Finding, lang: Lang) -> String {
    let Some(first) = finding.subjects.first() else {
        return String::new();
    };
    let (count, attempts) = (first.count, first.attempts.unwrap_or(first.count));
    let (least, figure) = (grouped(finding.at_least), grouped(count));
    let tries = grouped(attempts);
    let long = duration(count, lang);
    let reason = match (finding.rule.as_str(), lang) {
        ("after", Lang::Ja) => format!(
            "このアドレスからの試行が {tries} 回{}記録されており、ログインが {figure} 回成功しているためです(基準: 試行 {least} 回以上)。",
            services(first, lang)
        ),
        ("after", Lang::En) => format!(
            "{} from this address are recorded{}, and {} from it worked (the rule begins at {least}).",
            plural(attempts, "attempt", "attempts"),
            services(first, lang),
            plural(count, "login", "logins"),
        ),
        ("chain", Lang::Ja) => "同じ利用者について、先に外部からのログインが、そのあとに切り替えが記録されているためです。".into(),
        ("chain", Lang::En) => "For the same user a login from outside was recorded first, and the change to another account after it.".into(),
        ("countries", Lang::Ja) => format!("一つのアカウントへのログインが、{figure} か国に登録されたアドレスから成功しているためです(基準: {least} か国以上)。"),
        ("countries", Lang::En) => format!("Logins to one account worked from addresses of {figure} countries (the rule begins at {least})."),
        ("attempts", Lang::Ja) => format!("一つのアドレスからの試行が {figure} 回記録されているためです(基準: {least} 回以上)。"),
        ("attempts", Lang::En) => format!("One address made {} (the rule begins at {least}).", plural(count, "attempt", "attempts")),
        ("spraying", Lang::Ja) => format!("一つの名前が {figure} 件のアドレスから試されているためです(基準: {least} 件以上、試行は合わせて {tries} 回)。"),
        ("spraying", Lang::En) => format!("One name was tried from {figure} addresses, {tries} times in all (the rule begins at {least} addresses)."),
        ("distributed", Lang::Ja) => format!("一つのサービスが {figure} 件のアドレスから少しずつ試されているためです(基準: {least} 件以上、試行は合わせて {tries} 回)。"),
        ("distributed", Lang::En) => format!("One service was tried from {figure} addresses a few times each, {tries} times in all (the rule begins at {least} addresses)."),
        ("gap", Lang::Ja) => format!("ログに {long} の空白があり、終了の記録がないまま書き込みが始め直されているためです(基準: {}以上)。", duration(finding.at_least, lang)),
        ("gap", Lang::En) => format!("Nothing was written for {long}, and then the log was begun anew without having been ended (the rule begins at {}).", duration(finding.at_least, lang)),
        ("backwards", Lang::Ja) => format!("前の行より {long} 早い時刻の行があるためです(基準: {}以上)。", duration(finding.at_least, lang)),
        ("backwards", Lang::En) => format!("A line is {long} earlier than the line before it (the rule begins at {}).", duration(finding.at_least, lang)),
        ("days", Lang::Ja) => format!("前後の日には多くの記録があるのに、{figure} 日分の記録がまったくないためです。"),
        ("days", Lang::En) => format!("{} without a single line, between days with many.", plural(count, "day is", "days are")),
        (_, Lang::Ja) => format!("次の記録が {} 回あるためです: {}", grouped(finding.count), events(finding, lang)),
        (_, Lang::En) => format!("Recorded {}: {}", super::times(finding.count, lang), events(finding, lang)),
    };
    let because = finding.because.iter().map(|answer| because(answer, lang));
    let space = if lang == Lang::En { " " } else { "" };
    because.fold(reason, |reason, more| format!("{reason}{space}{more}"))
}

/// ` (ssh 13, http 8)`: which attempts these were, where they were not all of one kind.
fn services(subject: &Subject, lang: Lang) -> String {
    let mut details = subject.details.iter();
    let Some(tried) = details.find(|detail| detail.field == "service") else {
        return String::new();
    };
    let one = |value: &Counted| format!("{}\u{a0}{}", visible(&value.value), grouped(value.count));
    let each: Vec<String> = tried.values.iter().map(one).collect();
    match (each.as_slice(), lang) {
        ([] | [_], _) => String::new(),
        (each, Lang::Ja) => format!("({}\u{a0}回)", each.join("\u{a0}回、")),
        (each, Lang::En) => format!(" ({})", each.join(", ")),
    }
}

/// A value that is told of a subject: of a country its name, too.
pub fn value<'a>(field: &str, value: &'a str, lang: Lang) -> Cow<'a, str> {
    match field {
        "country" => super::country(value, lang).into(),
        _ => value.into(),
    }
}

/// Titles of the events that a finding rests on.
fn events(finding: &Finding, lang: Lang) -> String {
    let details = finding.subjects.iter().flat_map(|subject| &subject.details);
    let events = details.filter(|detail| detail.field == "event");
    let mut titles: Vec<String> = Vec::new();
    for value in events.flat_map(|detail| &detail.values) {
        let (section, event) = lookup::parted(&value.value);
        let title = visible(lookup::event_title(section, event, lang)).into_owned();
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    match lang {
        Lang::Ja => titles.iter().map(|title| format!("「{title}」")).collect(),
        Lang::En => titles.join("; "),
    }
}

/// The two largest units.
fn duration(seconds: u64, lang: Lang) -> String {
    let parts = [
        (seconds / 86_400, "日", "day", "days"),
        (seconds / 3_600 % 24, "時間", "hour", "hours"),
        (seconds / 60 % 60, "分", "minute", "minutes"),
        (seconds % 60, "秒", "second", "seconds"),
    ];
    let first = parts.iter().position(|(count, ..)| *count > 0).unwrap_or(3);
    let shown = parts
        .iter()
        .skip(first)
        .take(2)
        .filter(|(count, ..)| *count > 0);
    let words: Vec<String> = shown
        .map(|(count, ja, one, many)| match lang {
            Lang::Ja => format!("{} {ja}", grouped(*count)),
            Lang::En => plural(*count, one, many),
        })
        .collect();
    words.join(" ")
}

/// First and last moment of a subject.
pub fn moments(first: Option<&str>, last: Option<&str>, lang: Lang) -> String {
    let shown = |iso: &str| visible(&moment(iso)).into_owned();
    match (first, last) {
        (Some(first), Some(last)) if first == last => shown(first),
        (Some(first), Some(last)) => match lang {
            Lang::Ja => format!("{} から {} まで", shown(first), shown(last)),
            Lang::En => format!("{} to {}", shown(first), shown(last)),
        },
        _ => String::new(),
    }
}

/// How many more there are than are shown.
pub fn others(count: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("ほか {} 件", grouped(count)),
        Lang::En => format!("and {}", plural(count, "other", "others")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_two_units() {
        for (seconds, ja, en) in [
            (59, "59 秒", "59 seconds"),
            (7_718, "2 時間 8 分", "2 hours 8 minutes"),
            (3_600, "1 時間", "1 hour"),
            (90_000, "1 日 1 時間", "1 day 1 hour"),
        ] {
            assert_eq!(duration(seconds, Lang::Ja), ja);
            assert_eq!(duration(seconds, Lang::En), en);
        }
    }
}
