//! `logyomi abuse`

use crate::input::{Input, zone};
use crate::read;
use clap::Args;
use logyomi_core::Query;
use logyomi_view::Lang;
use logyomi_view::letter::{About, Letters};
use logyomi_view::words::abuse as say;

#[derive(Args)]
pub struct Options {
    /// The address whose provider is written to
    #[arg(long, value_name = "ADDRESS")]
    to: String,
    #[arg(long, default_value = "en", value_name = "ja|en")]
    lang: Lang,
    /// The zone of the log's clock, which most logs do not name
    #[arg(long, value_parser = zone, allow_hyphen_values = true, value_name = "+09:00")]
    tz: Option<i32>,
    /// Hide login names, mailboxes and your own hosts
    #[arg(long)]
    mask: bool,
    #[command(flatten)]
    input: Input,
}

/// Prints the draft, and on standard error what to think of before it is sent; false where there is none,
/// or a file could not be read.
pub fn run(options: &Options) -> bool {
    let query = Query {
        zone_minutes: options.tz,
        ..Query::default()
    };
    let (report, complete) = read::report(&options.input, &query, read::all_processors());
    let about = About {
        today: Some(chrono::Local::now().date_naive()),
        zone_minutes: options.tz,
    };
    match Letters::new(&report, options.mask, options.lang).abuse(&options.to, &about) {
        Ok(mail) => {
            for doubt in &mail.doubts {
                eprintln!("logyomi: {}", say::doubt(doubt, options.lang));
            }
            println!("{}\n\n{}", mail.subject, mail.body);
            complete
        }
        Err(why) => {
            eprintln!("logyomi: {}", say::no_mail(why, &options.to, options.lang));
            false
        }
    }
}
