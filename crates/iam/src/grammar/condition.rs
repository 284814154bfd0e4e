//! Conditions: operators that exist, dates that are dates.

use crate::parse::shorten;
use crate::{Code, Problem, Severity};

use super::operator::{Family, Operator};
use super::{Checked, is_date};

pub(super) fn check(checked: &mut Checked<'_>) {
    let (statement, spans) = (checked.statement, checked.spans);
    let Some(places) = &spans.condition else {
        return;
    };
    for ((name, keys), places) in statement.condition.iter().zip(places.operators.values()) {
        let Some(operator) = Operator::parse(name) else {
            // AWS looks at an operator only when there is something to compare.
            let severity = match keys.is_empty() {
                true => Severity::Warning,
                false => Severity::Error,
            };
            let message = format_args!("there is no condition operator `{}`", shorten(name));
            let problem = Problem::new(Code::UnknownOperator, places.key, message);
            checked.problem(problem.severity(severity));
            continue;
        };
        if operator.family != Family::Date {
            continue;
        }
        for (values, list) in keys.values().zip(places.keys.values()) {
            for (value, &span) in values.iter().zip(&list.items) {
                if !is_date(value) && !value.contains("${") {
                    let message = format_args!("`{}` is no date", shorten(value));
                    let problem = Problem::new(Code::InvalidDate, span, message);
                    checked.problem(
                        problem.help("write `2026-01-31T00:00:00Z`, or seconds since 1970"),
                    );
                }
            }
        }
    }
}
