//! Words of the tables: columns, levels, rows that are hidden.

use logyomi_core::report::Sample;
use logyomi_sections::Words;

use super::{Lang, words};
use crate::number::grouped;

words! {
    /// Between two sentences.
    BETWEEN = "", " ";
    COUNT = "回数", "Times";
    LINES = "行数", "Lines";
    SUM = "合計", "Sum";
    FIRST = "最初", "First";
    LAST = "最後", "Last";
    TOTAL = "計", "Total";
    /// The one row of a table whose rows have no key.
    ALL = "すべて", "All";
    /// The head of a table whose rows have no key.
    RECORD = "記録", "Record";
    EMPTY_KEY = "(空欄)", "(empty)";
    EVIDENCE = "ログの行", "Log lines";
    NO_SAMPLES = "この行の見本は保存されていません。", "No sample lines were kept for this row.";
    LEFT_OUT_ROWS = "件数の少ない行など", "Rows with few hits";

    ATTACK = "攻撃", "Attack";
    WARNING = "警告", "Warning";
    NOTICE = "注意", "Notice";
    NORMAL = "通常", "Normal";
    IGNORED = "対象外", "Ignored";
    IGNORED_TABLES = "それだけでは意味を持たない行", "Lines that mean nothing by themselves";

    ADDRESS = "攻撃元アドレス", "Address";
    ATTEMPTS = "試行回数", "Attempts";
    SERVICES = "サービス", "Services";
    USERS = "試されたユーザー名", "Names tried";
    MEANINGS = "試された名前の意味", "What the names tried mean";
    MEANINGS_NOTE = "名前を選んだのは攻撃側です。何を狙っているかを知る手掛かりにはなりますが、その製品がこのサーバーにあることを示すものではありません。",
        "The names were chosen by whoever tried them: they tell what was looked for, not what this server has.";
    OTHER_NAMES = "そのほかの名前", "Other names";
    PATHS = "要求されたパス", "Paths asked for";
    TIMELINE = "時間の流れ", "Timeline";
    NO_TIMELINE = "時刻のある記録がありません。", "No record has a time.";
    FROM = "開始", "From";
    TARGETS = "狙われたもの", "Targets";
    NO_TARGETS = "試されたユーザー名や、攻撃で要求されたパスの記録はありません。", "No login name was tried, and no path was asked for by an attack.";
    UNKNOWN_TARGETS = "攻撃元を一覧にできないため、試されたユーザー名やパスも集計していません。", "The attackers cannot be listed, so the names and paths that they tried are not counted here.";
    TARGETS_NOTE = "攻撃側が何を探していたかを示します。ここに挙がった製品が、このサーバーで使われているとは限りません。",
        "What the attackers looked for. It does not mean that this server has it.";
    NAME_KIND = "名前の意味", "What the name stands for";
    AIM = "狙い", "What was aimed at";
    SUCCEEDED = "ログイン成功", "Successful logins";
    LEARNED = "ログから分かった名前(証明されたものではありません)", "Name learned from the log (not proved)";
    MISTYPED = "そのあと同じ名前でログインに成功(打ち間違いの可能性)", "The same name was let in afterwards (perhaps a typing error)";
    FILTER = "絞り込み(アドレス・名前・サービス・パス・国)", "Filter (address, name, service, path, country)";
    NO_ATTACKERS = "攻撃元と判断できるアドレスは見つかりませんでした。", "No address was found that can be called an attacker.";
    NO_ATTACKERS_SHOWN = "絞り込みに当てはまる攻撃元はありません。", "No attacker matches the filter.";
    ATTACKERS_NOTE = "回数はログの行数ではなく、試行の数です。1 回の試行が 2〜4 行に記録されることがあります。送信元を偽れる記録もあるため、遮断や通報の前にログの行をご確認ください。",
        "Attempts are not lines: one attempt is often written on two to four lines. Some records can be forged, so look at the lines before you block or report an address.";

    PROGRAM = "プログラム", "Program";
    NO_PROGRAM = "(なし)", "(none)";
    TEMPLATE = "内容(数字とアドレスは # で表示)", "Message (figures and addresses as #)";
    SAMPLES = "見本", "Samples";
    NO_UNMATCHED = "未対応の行はありません。", "There are no unmatched entries.";
    UNMATCHED_NOTE = "Logyomi がまだ意味を知らないログの行です。必ずしも異常ではありませんが、重要な記録が含まれていることもありますので、ひととおりご覧ください。",
        "Log lines whose meaning Logyomi does not know yet. They need not be a fault, but something important may be among them: do look through them.";
    NO_SECTIONS = "読み取れるログの行は見つかりませんでした。", "No line was found that could be read.";
}

/// A level's name, and the shape that stands before it: never colour alone.
pub fn level(level: &str, lang: Lang) -> (&'static str, &str) {
    let (icon, words): (_, Words) = match level {
        "attack" => ("◆", ATTACK),
        "warning" => ("▲", WARNING),
        "notice" => ("●", NOTICE),
        "normal" => ("○", NORMAL),
        "ignored" => ("–", IGNORED),
        other => return ("?", other),
    };
    (icon, lang.of(words))
}

pub fn times(count: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{} 回", grouped(count)),
        Lang::En if count == 1 => "once".to_owned(),
        Lang::En => format!("{} times", grouped(count)),
    }
}

pub fn lines(count: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{} 行", grouped(count)),
        Lang::En => plural(count, "line", "lines"),
    }
}

pub fn records(count: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{} 件", grouped(count)),
        Lang::En => plural(count, "record", "records"),
    }
}

/// A count with its noun, as English needs it.
pub(super) fn plural(count: u64, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", grouped(count)),
    }
}

/// What a bar of the timeline stands for.
pub fn bucket(seconds: u64, lang: Lang) -> String {
    let (hours, days) = (seconds / 3_600, seconds / 86_400);
    match (days, lang) {
        (0, Lang::Ja) => format!(
            "グラフの棒 1 本と表の 1 行が {hours} 時間分です。記録のない時間は表では省いています。数えているのは記録の件数で、1 回の試行が複数の記録になることもあります。"
        ),
        (0, Lang::En) => format!(
            "A bar, and a row of the table, is {}. The table leaves out times without a record. Records are counted: one attempt can leave several.",
            plural(hours, "hour", "hours")
        ),
        (days, Lang::Ja) => format!(
            "グラフの棒 1 本と表の 1 行が {days} 日分です。記録のない期間は表では省いています。数えているのは記録の件数で、1 回の試行が複数の記録になることもあります。"
        ),
        (days, Lang::En) => format!(
            "A bar, and a row of the table, is {}. The table leaves out times without a record. Records are counted: one attempt can leave several.",
            plural(days, "day", "days")
        ),
    }
}

/// For those who hear the button that opens a row.
pub fn lines_of(key: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("ログの行: {key}"),
        Lang::En => format!("Log lines: {key}"),
    }
}

/// On the button that shows the rest of a table.
pub fn show_all(count: usize, lang: Lang) -> String {
    let count = grouped(count as u64);
    match lang {
        Lang::Ja => format!("{count} 件すべて表示"),
        Lang::En => format!("Show all {count}"),
    }
}

pub fn show_fewer(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("最初の {count} 件だけ表示"),
        Lang::En => format!("Show the first {count} only"),
    }
}

/// On the fold that holds what follows the first few.
pub fn more(count: usize, lang: Lang) -> String {
    let count = grouped(count as u64);
    match lang {
        Lang::Ja => format!("ほか {count} 件"),
        Lang::En => format!("{count} more"),
    }
}

/// On the fold that says what the names stand for.
pub fn kinds(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("名前の意味({} 種類)", grouped(count as u64)),
        Lang::En => format!("What they mean ({})", plural(count as u64, "kind", "kinds")),
    }
}

/// How many addresses tried names of a kind.
pub fn from_addresses(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{} 件のアドレスから", grouped(count as u64)),
        Lang::En => format!("from {}", plural(count as u64, "address", "addresses")),
    }
}

pub fn shown_of(shown: usize, all: usize, lang: Lang) -> String {
    let (shown, all) = (grouped(shown as u64), grouped(all as u64));
    match lang {
        Lang::Ja => format!("{all} 件のうち {shown} 件を表示"),
        Lang::En => format!("{shown} of {all} shown"),
    }
}

/// Attempts whose addresses a cap leaves out: all of them, or those beside the listed ones.
pub fn too_many_attackers(attempts: u64, are_listed: bool, lang: Lang) -> String {
    let times = plural(attempts, "attempt", "attempts");
    let attempts = grouped(attempts);
    match (lang, are_listed) {
        (Lang::Ja, false) => format!(
            "攻撃元のアドレスが多すぎるため、一覧にできません(試行は合わせて {attempts} 回です)。特に回数の多いアドレスはありません。"
        ),
        (Lang::Ja, true) => format!(
            "このほかに、一覧にできないほど多くのアドレスから、合わせて {attempts} 回の試行があります。その中に、特に回数の多いアドレスはありません。"
        ),
        (Lang::En, false) => format!(
            "The attacks come from more addresses than can be listed ({times} in all). No single address stands out."
        ),
        (Lang::En, true) => format!(
            "Beside these, {times} came from more addresses than can be listed. None of them stands out."
        ),
    }
}

/// What a table does not show, so that nothing vanishes.
pub fn left_out(rows: Option<u64>, count: u64, lang: Lang) -> String {
    let hits = plural(count, "hit", "hits");
    let count = grouped(count);
    match (lang, rows.map(grouped)) {
        (Lang::Ja, Some(rows)) => format!("このほかに {rows} 件({count} 回分)を省略しています。"),
        (Lang::Ja, None) => format!("このほかに {count} 回分を省略しています。"),
        (Lang::En, Some(rows)) => format!("Left out: {hits} in {rows} more row(s)."),
        (Lang::En, None) => format!("Left out: {hits} more."),
    }
}

/// Under the samples of a row that has more lines than samples.
pub fn first_of(shown: usize, lines: u64, lang: Lang) -> String {
    let lines = grouped(lines);
    match lang {
        Lang::Ja => format!("全 {lines} 行のうち最初の {shown} 行です。"),
        Lang::En => format!("The first {shown} of {lines} lines."),
    }
}

/// A sample's place, for those who look it up in the file itself.
pub fn place(sample: &Sample, lang: Lang) -> String {
    let offset = grouped(sample.offset);
    match (lang, sample.line.map(grouped)) {
        (Lang::Ja, Some(line)) => format!("{line} 行目"),
        (Lang::En, Some(line)) => format!("line {line}"),
        (Lang::Ja, None) => format!("先頭から {offset} バイト目"),
        (Lang::En, None) => format!("at byte {offset}"),
    }
}

/// The place behind a file's name, as programs write it: the line's number, or the byte.
pub fn address_of(line: Option<u64>, offset: u64) -> String {
    line.map_or_else(|| format!("+{offset}"), |line| line.to_string())
}
