//! Words of the checklist after a suspected break-in.

use super::table::plural;
use super::{Lang, words};
use crate::number::grouped;

words! {
    CHECKLIST = "侵入の確認リスト", "Checklist after a suspected break-in";
    CHECKLIST_NOTE = "次のコマンドをお客様に実行していただき、出力を貼り付けてください。読み取って判定します。印とメモは、このページを開いている間だけ残ります(HTML で保存・印刷すると、一緒に残ります)。",
        "Ask for the output of these commands and paste it: it is read and judged at once. Ticks and notes are kept while this page is open, and are saved and printed with the report.";
    CHECKLIST_SAVED = "確認状況とメモは、保存したときのものです。", "Ticks and notes are those of the moment when this was saved.";
    BEFORE = "ケーブルを抜く前に確認するもの", "Before you pull the cable";
    BEFORE_NOTE = "ログイン中の利用者、プロセス、通信、メモリーの内容は、ケーブルを抜いたり再起動したりすると消えてしまいます。先に記録してください。",
        "Who is logged in, processes, sockets and memory are gone once you pull the cable or restart. Write them down first.";
    AFTER = "ケーブルを抜いた後に確認するもの", "After you pull the cable";
    AFTER_NOTE = "ディスクに残る記録です。調べる前に、ディスク全体の控えを取ることをお勧めします。再起動はまだ行わないでください。",
        "What stays on the disk. Take a copy of the whole disk before you look, and do not restart yet.";
    NORMAL = "見方:", "How to read it:";
    DONE = "確認済み", "Checked";
    NOT_DONE = "未確認", "Not checked";
    NOTE = "メモ", "Note";
    PASTE_OUTPUT = "出力を貼り付ける", "Paste the output";
    OUTPUT_OF = "コマンドの出力", "Output of the command";
    READ_OUTPUT = "読み取って判定する", "Read and judge it";
}

/// What is known of one command.
pub fn known(documents: u64, judged: u64, lang: Lang) -> String {
    match (lang, documents, judged) {
        (Lang::Ja, 0, _) => "まだ届いていません".to_owned(),
        (Lang::En, 0, _) => "not in the input yet".to_owned(),
        (Lang::Ja, _, 0) => format!("{} 件を確認、要確認の行なし", grouped(documents)),
        (Lang::En, _, 0) => format!("{} read, nothing to look at", grouped(documents)),
        (Lang::Ja, _, _) => format!("要確認 {} 行", grouped(judged)),
        (Lang::En, _, _) => format!("{} to look at", plural(judged, "line", "lines")),
    }
}

pub fn done(done: usize, all: usize, lang: Lang) -> String {
    let (done, all) = (grouped(done as u64), grouped(all as u64));
    match lang {
        Lang::Ja => format!("{all} 件のうち {done} 件を確認済み"),
        Lang::En => format!("{done} of {all} checked"),
    }
}
