//! Conditions on fields: `when = "status >= 400"`.

use crate::fields::{ClassName, Fields};
use crate::problem::Wrong;
use logyomi_table::{Condition, Test};

/// One condition of `when`.
pub fn condition<'a>(text: &'a str, fields: &Fields) -> Result<Condition<'a>, Wrong> {
    let wrong = || {
        Wrong::new(
            format!("`{text}` is no condition"),
            "write a field, a verb and a value, as `when` in CONTRIBUTING.md shows them",
        )
    };
    let (name, rest) = text.split_once(' ').ok_or_else(wrong)?;
    let field = fields.id(name).ok_or_else(|| Wrong::field(name))?;
    let (verb, value) = rest.split_once(' ').ok_or_else(wrong)?;
    let number = || value.parse::<u64>().map_err(|_| wrong());
    let list = |value: &'a str| value.split('|').map(str::as_bytes).collect();
    if value.is_empty() || verb == "has" && value.split('|').any(str::is_empty) {
        return Err(Wrong::new(
            format!("`{text}` holds an empty text, which stands in every line"),
            "write a value, and one between each two `|`",
        ));
    }
    if matches!(verb, "<" | "<=" | "=" | ">=" | ">")
        && fields.class(name) != Some(ClassName::Number)
    {
        return Err(Wrong::new(
            format!("`{text}` compares `{name}`, which is no number"),
            "compare a field of class `number`, or use `is`, `has` or `longer`",
        ));
    }
    let test = match verb {
        "<" => Test::Less(number()?),
        "<=" => Test::AtMost(number()?),
        "=" => Test::Equal(number()?),
        ">=" => Test::AtLeast(number()?),
        ">" => Test::More(number()?),
        "longer" => Test::Longer(number()?),
        "has" => Test::Has(list(value)),
        "is" => match value.strip_prefix("not ") {
            Some(value) => Test::IsNot(list(value)),
            None => Test::Is(list(value)),
        },
        "regex" => {
            regex::bytes::RegexBuilder::new(value)
                .unicode(false)
                .build()
                .map_err(|error| no_regex(value, &error))?;
            Test::Regex(value)
        }
        _ => return Err(wrong()),
    };
    Ok(Condition { field, test })
}

/// Of regex's own message, which draws the place over several lines, the last says what is wrong.
fn no_regex(value: &str, error: &regex::Error) -> Wrong {
    let error = error.to_string();
    let last = error.lines().last().unwrap_or_default();
    Wrong::new(
        format!(
            "`{value}` is no regular expression: {}",
            last.trim_start_matches("error: ")
        ),
        "mend it; a sign that is meant as itself has a `\\` before it",
    )
}
