//! Words of the query: what of the input is asked for.

use logyomi_core::report::{Asked, Report};

use super::{Lang, Words, words};
use crate::number::moment;

words! {
    TITLE = "期間・アドレス・サービス・レベルで絞り込む", "Narrow down by time, address, service and level";
    FROM = "この時刻から", "From";
    TO = "この時刻より前", "Before";
    ADDRESSES = "アドレス(空白区切りで複数可)", "Addresses (separate several with spaces)";
    SERVICE = "サービス", "Service";
    LEVEL = "レベル", "Level";
    ANY = "すべて", "All";
    ATTACKS = "攻撃のみ", "Attacks only";
    WARNINGS = "攻撃と警告", "Attacks and warnings";
    NOTICES = "攻撃・警告・注意", "Attacks, warnings and notices";
    APPLY = "この条件で読み直す", "Read again with these conditions";
    NOTE = "時刻はログに書かれている時計のままです。条件はすべて同時に当てはまるものが対象になり、ファイルをもう一度読み直して数えます。",
        "Times are as written in the log. All conditions must hold; the files are read once more and counted anew.";
    IN_FORCE = "次の条件に合う記録だけを数えています:", "Only records that meet these are counted:";
    EVERYTHING = "絞り込みをすべて解除する", "Show everything again";
    THIS_ADDRESS = "このアドレスの記録だけを見る", "Show only this address";
    THIS_TIME = "この時間だけを見る", "Show only this time";
    BRUSH = "グラフの上をドラッグすると、その期間だけに絞り込めます。", "Drag across the chart to see that time only.";
    MAY_BE_ELSEWHERE = "絞り込んでいるため、ここに出ていない記録がファイルにはある場合があります。ログインの成功など、条件に合わない記録は数えていません。",
        "The input is narrowed down: what is not shown here may be in the files all the same. Records that do not meet the conditions, logins that worked among them, are not counted.";
    NO_RULES = "遮断ルールは、すべての記録から作ります。絞り込んだ記録だけからは、ログインに成功したアドレス(お客様ご自身のものかもしれません)を見分けられないためです。",
        "Block rules are made from all records. A narrowed report does not show which addresses also logged in, and such an address may be the customer's own.";
    FIGURES = "グラフの数値を表で見る", "The chart's figures as a table";
}

pub const LEVELS: [(&str, Words); 3] = [
    ("attack", ATTACKS),
    ("warning", WARNINGS),
    ("notice", NOTICES),
];

pub fn level(name: &str) -> Option<Words> {
    let known = LEVELS.into_iter().find(|(level, _)| *level == name);
    known.map(|(_, word)| word)
}

/// Nothing, where all times are asked for.
pub fn between(asked: &Asked, lang: Lang) -> Option<String> {
    let (from, to) = (asked.from.as_deref(), asked.to.as_deref());
    Some(match (lang, from.map(moment), to.map(moment)) {
        (_, None, None) => return None,
        (Lang::Ja, Some(from), Some(to)) => format!("{from} から {to} の前まで"),
        (Lang::Ja, Some(from), None) => format!("{from} から"),
        (Lang::Ja, None, Some(to)) => format!("{to} の前まで"),
        (Lang::En, Some(from), Some(to)) => format!("from {from} to before {to}"),
        (Lang::En, Some(from), None) => format!("from {from}"),
        (Lang::En, None, Some(to)) => format!("before {to}"),
    })
}

/// All conditions in a line; nothing, where there are none.
pub fn told(report: &Report, lang: Lang) -> Option<String> {
    let asked = report.asked.as_ref().filter(|asked| asked.narrows())?;
    let level = asked.level.as_deref().and_then(level);
    let conditions = between(asked, lang)
        .into_iter()
        .chain(asked.addresses.iter().cloned())
        .chain(asked.services.iter().cloned())
        .chain(level.map(|word| lang.of(word).to_owned()));
    let conditions: Vec<String> = conditions.collect();
    Some(format!("{} {}", lang.of(IN_FORCE), conditions.join(" / ")))
}

/// For those who hear the button.
pub fn give_up(what: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("条件「{what}」を解除する"),
        Lang::En => format!("Give up the condition: {what}"),
    }
}
