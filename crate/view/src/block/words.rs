//! The words of the comments. None of them may end in a backslash: some tools read on in the next line.

mod usage;

pub(super) use usage::usage;

use super::Format;
use super::proposal::Why;
use crate::number::grouped;
use crate::words::Lang;
use chrono::NaiveDate;
use logyomi_sections::Words;

const fn words(ja: &'static str, en: &'static str) -> Words {
    Words { en, ja }
}

pub(super) const NOTHING: Words = words(
    "この条件で提案できるアドレスはありません。",
    "No address can be proposed by this choice.",
);
pub(super) const CHECK: Words = words(
    "お客様ご自身、社内、取引先のアドレスが含まれていないことを確認してください。古いパスワードのままのメールソフトも、同じように何度も失敗します。",
    "Make sure that none of these is yours, your office's or a customer's: a mail program with an old password fails again and again as well.",
);
pub(super) const KEEP_A_DOOR: Words = words(
    "別の接続を 1 本開いたまま実行し、締め出されていないことを確かめてから閉じてください。",
    "Keep a second connection open while you run them, and close it when you have seen that you are not shut out.",
);
const AMBIGUOUS: Words = words(
    "除外: 読み方が二通りある行のアドレス",
    "Left out: addresses of lines that can be read in two ways",
);

pub(super) fn title(format: Format, lang: Lang) -> String {
    let name = format.name();
    match lang {
        Lang::Ja => format!(
            "遮断ルールの案です({name})。Logyomi がログから作成しました。実行する前に、必ず内容を確認してください。"
        ),
        Lang::En => format!(
            "Block rules ({name}), proposed by Logyomi from a log. Review them before you run them."
        ),
    }
}

pub(super) fn span(first: NaiveDate, last: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("ログの期間: {first} から {last} まで"),
        Lang::En => format!("Log: {first} to {last}"),
    }
}

pub(super) fn figures(addresses: usize, rules: usize, lang: Lang) -> String {
    let [addresses, rules] = [addresses, rules].map(|count| grouped(count as u64));
    match lang {
        Lang::Ja => format!("アドレス: {addresses} 件、ルール: {rules} 件"),
        Lang::En => format!("Addresses: {addresses}, rules: {rules}"),
    }
}

/// Of a tool that takes one family only.
pub(super) fn other_family(addresses: usize, other: Format, lang: Lang) -> String {
    let (addresses, other) = (grouped(addresses as u64), other.name());
    match lang {
        Lang::Ja => format!("ほかの {addresses} 件は {other} 用のルールに含まれます。"),
        Lang::En => format!("Other addresses, in the rules for {other}: {addresses}"),
    }
}

/// Those that are asked about first, by address.
pub(super) fn logged_in(addresses: &[String], count: usize, lang: Lang) -> String {
    let more = if count > addresses.len() { " …" } else { "" };
    let (count, list) = (grouped(count as u64), addresses.join(", ") + more);
    match lang {
        Lang::Ja => format!(
            "除外: ログインに成功したアドレス {count} 件({list})。ご本人のログインかどうかを先に確認してください。"
        ),
        Lang::En => format!(
            "Left out: addresses from which a login worked: {count} ({list}). Ask first whether that was the owner."
        ),
    }
}

pub(super) fn left_out(why: Why, count: usize, lang: Lang) -> String {
    if why == Why::Ambiguous {
        return lang.of(AMBIGUOUS).to_owned();
    }
    let (why, count) = (lang.of(reason(why)), grouped(count as u64));
    match lang {
        Lang::Ja => format!("除外: {why} {count} 件"),
        Lang::En => format!("Left out: {why}: {count}"),
    }
}

fn reason(why: Why) -> Words {
    match why {
        Why::LoggedIn => words(
            "ログインに成功したアドレス",
            "addresses from which a login worked",
        ),
        Why::Own => words(
            "サーバー自身、または指定されたネットワーク",
            "the server's own addresses and the networks that were given",
        ),
        Why::Private => words("プライベートアドレス", "private addresses"),
        Why::Loopback => words("ループバックアドレス", "loopback addresses"),
        Why::LinkLocal => words("リンクローカルアドレス", "link-local addresses"),
        Why::NoSource => words(
            "発信元になり得ないアドレス",
            "addresses that nobody sends from",
        ),
        Why::Ambiguous => AMBIGUOUS,
        Why::Damaged => words("壊れたファイルの行が根拠のもの", "known from damaged files"),
        Why::Narrowed => words(
            "絞り込んだ結果のため判断できないもの",
            "cannot be judged from a narrowed report",
        ),
        Why::NameOnly => words(
            "アドレスが分からず、名前だけのもの",
            "names without an address",
        ),
        Why::TooFew => words("試行が少ないもの", "too few attempts"),
        Why::WeakEvidence => words("根拠が弱いもの", "too little evidence"),
        Why::TooOld => words("最後の試行が古いもの", "last seen too long ago"),
        Why::CoversALogin => words(
            "ログインに成功したアドレスを含む範囲",
            "ranges with an address from which a login worked",
        ),
        Why::CoversOthers => words(
            "攻撃していないアドレスや守るべきアドレスを含む範囲",
            "ranges with an address that did not attack or must not be blocked",
        ),
    }
}

/// How long, how often, from how many addresses.
pub(super) fn note(
    dates: Option<(NaiveDate, NaiveDate)>,
    attempts: u64,
    holds: usize,
    lang: Lang,
) -> String {
    let (attempts, holds) = (grouped(attempts), grouped(holds as u64));
    let dates = dates.map(|(first, last)| match lang {
        Lang::Ja => format!("{first}〜{last}、"),
        Lang::En => format!("{first} to {last}, "),
    });
    let dates = dates.unwrap_or_default();
    match lang {
        Lang::Ja => format!("{dates}試行 {attempts} 回、{holds} アドレス"),
        Lang::En => format!("{dates}attempts: {attempts}, addresses: {holds}"),
    }
}

pub(super) fn name(host: &str, dynamic: bool, lang: Lang) -> String {
    match (lang, dynamic) {
        (Lang::Ja, false) => format!("{host}(ログにある名前です。確認はしていません)"),
        (Lang::Ja, true) => format!(
            "{host}(ログにある名前です。確認はしていません)。動的アドレスと思われます。別の人のものになる前に、数日から数週間でルールを外すことをおすすめします。"
        ),
        (Lang::En, false) => format!("{host} (a name in the log, not proved)"),
        (Lang::En, true) => format!(
            "{host} (a name in the log, not proved). The address looks dynamic: take the rule out after some days or weeks, before it is another's."
        ),
    }
}
