//! What the page says about its own work.

use logyomi_view::Lang;
use logyomi_view::number::{bytes, grouped};

use crate::control::State;

/// `12.3 MiB / 45.0 MiB · 210.0 MiB/s · 1 s left · 123,456 lines`
pub fn progress(state: &State, lang: Lang) -> String {
    let mut parts = vec![format!("{} / {}", bytes(state.bytes), bytes(state.total))];
    if let Some((speed, left)) = state.speed().zip(state.seconds_left()) {
        let (speed, left) = (bytes(speed as u64), left_words(left.ceil() as u64, lang));
        parts.extend(match lang {
            Lang::Ja => [format!("{speed}/秒"), format!("残り約 {left}")],
            Lang::En => [format!("{speed}/s"), format!("about {left} left")],
        });
    }
    parts.push(match lang {
        Lang::Ja => format!("{} 行", grouped(state.lines)),
        Lang::En => format!("{} lines", grouped(state.lines)),
    });
    if state.second {
        parts.push(second_pass(lang).to_owned());
    }
    // The line breaks between its parts only.
    parts
        .join(" · ")
        .replace(' ', "\u{a0}")
        .replace("\u{a0}·\u{a0}", "\u{a0}· ")
}

/// In minutes or hours, where seconds or minutes would be many.
fn left_words(seconds: u64, lang: Lang) -> String {
    match (seconds, lang) {
        (..100, Lang::Ja) => format!("{seconds} 秒"),
        (..100, Lang::En) => format!("{seconds} s"),
        (..6_000, Lang::Ja) => format!("{} 分", seconds.div_ceil(60)),
        (..6_000, Lang::En) => format!("{} min", seconds.div_ceil(60)),
        (_, Lang::Ja) => format!("{} 時間", grouped(seconds.div_ceil(3_600))),
        (_, Lang::En) => format!("{} hours", grouped(seconds.div_ceil(3_600))),
    }
}

/// For those who hear the page: short, and only now and then.
pub fn spoken(state: &State, lang: Lang) -> String {
    let percent = (state.fraction() * 100.0) as u64;
    match lang {
        Lang::Ja => format!("{percent}% 読み取りました。"),
        Lang::En => format!("{percent} percent read."),
    }
}

pub fn finished(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "読み取りが終わりました。",
        Lang::En => "Reading is finished.",
    }
}

pub fn stopped(state: &State, lang: Lang) -> String {
    let [read, total] = [state.bytes, state.total].map(|count| bytes(count).replace(' ', "\u{a0}"));
    match lang {
        Lang::Ja => format!(
            "途中で中止しました。{total} のうち、読み終えた部分だけの結果です(読み取り {read} 時点)。件数は実際より少ないことがあります。"
        ),
        Lang::En => format!(
            "Reading was cancelled at {read} of {total}. The report holds only what was finished; its counts may be too low."
        ),
    }
}

fn second_pass(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "件数を正確に数えるため、もう一度読んでいます",
        Lang::En => "reading once more for exact counts",
    }
}
