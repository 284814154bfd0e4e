//! What a condition key can hold so that some conditions hold and others do not.

use jiff::Timestamp;

use super::model::{Held, Values};
use super::pattern::{Text, Wish};
use super::problem::{Condition, KeyUse};
use super::text::{Budget, Found, Pattern, Place};
use crate::condition::{Facts, Shape};
use crate::context::{Key, Value};
use crate::dictionary::DataType;
use crate::glob::Match;
use crate::residual::Residual;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What is asked of one key.
pub(super) struct Asked<'p> {
    pub(super) key: &'p KeyUse,
    /// Each condition with whether it has to hold.
    pub(super) tests: Vec<(&'p Condition, bool)>,
    /// A value is better than none.
    pub(super) present: bool,
    pub(super) budget: &'p Budget,
}

/// How variables are read.
pub(super) enum Given<'v> {
    /// They may stand for anything.
    Nothing,
    /// They have their values here.
    All(&'v Values),
}

/// One value has to match a condition's, or must not.
type Demands<'p> = Vec<(&'p Condition, bool)>;

const MIXED: &str = "a condition key is compared in more than one way";
const NO_DATE: &str = "a date is too far away";

/// The first second of the year 1: dates before it are not written with four digits.
const YEAR_ONE: i64 = -62_135_596_800;

/// No key has a value that is known.
struct NothingKnown;

impl Facts for NothingKnown {
    fn value(&self, _: &Key) -> Value<'_> {
        Value::Unknown
    }
}

impl<'p> Asked<'p> {
    /// Something that the key can hold.
    pub(super) fn solve(&self, given: &Given<'_>) -> Found<Held> {
        if !self.present && self.fits(&Held::Missing) {
            return Found::One(Held::Missing);
        }
        let found = self.some_value(given);
        if matches!(found, Found::One(_)) {
            return found;
        }
        // Operators with a quantifier take a value that is empty for none.
        let quantified = self.tests.iter().any(|(it, _)| it.test.is_quantified());
        let empty = Held::One(Box::default());
        let of_text = matches!(self.key.data_type, None | Some(DataType::Text));
        if quantified && of_text && !self.hangs() && self.fits(&empty) {
            return Found::One(empty);
        }
        if self.fits(&Held::Missing) {
            return Found::One(Held::Missing);
        }
        if self.hangs() && quantified {
            return Found::GaveUp(MIXED);
        }
        found
    }

    /// Whether a variable is in a condition.
    pub(super) fn hangs(&self) -> bool {
        let mut texts = self.tests.iter().flat_map(|(it, _)| &it.texts);
        texts.any(|text| text.variables().next().is_some())
    }

    /// Whether the conditions are as asked, those that nobody understands aside.
    pub(super) fn fits(&self, held: &Held) -> bool {
        let mut values = Values::default();
        values.0.insert(self.key.key.name.to_string(), held.clone());
        self.tests
            .iter()
            .all(|(condition, wanted)| match condition.test.holds(&values) {
                Residual::Always => *wanted,
                Residual::Never => !*wanted,
                _ => true,
            })
    }

    /// A text of this form that is as asked.
    pub(super) fn of_form(&self, form: &Pattern, given: &Given<'_>) -> Found<String> {
        let mut demands: Demands<'p> = Vec::new();
        for (condition, wanted) in &self.tests {
            match condition.shape {
                Shape::Unsupported => {}
                Shape::Null => {
                    let holds = condition.test.holds(&Present) == Residual::Always;
                    if holds != *wanted {
                        return Found::Nothing;
                    }
                }
                Shape::Text(_) | Shape::IgnoringCase(_) | Shape::Arn(_) => {
                    demands.push((condition, condition.test.demand(*wanted).matches));
                }
                _ => return Found::GaveUp(MIXED),
            }
        }
        self.text_of_form(&demands, form, given)
    }

    fn text_of_form(
        &self,
        demands: &Demands<'p>,
        form: &Pattern,
        given: &Given<'_>,
    ) -> Found<String> {
        let mut wish = self.wish(demands);
        wish.also = vec![form.clone()];
        match given {
            Given::Nothing => wish.without(),
            Given::All(values) => wish.with(*values),
        }
    }

    fn wish(&self, demands: &Demands<'p>) -> Wish<'p> {
        let mut wish = Wish::new(self.budget);
        for (condition, matches) in demands {
            if *matches {
                wish.wanted.push(condition.texts.iter().collect());
            } else {
                wish.unwanted.extend(condition.texts.iter());
            }
        }
        wish
    }

    fn some_value(&self, given: &Given<'_>) -> Found<Held> {
        let (mut each, mut some): (Demands<'p>, Demands<'p>) = (Vec::new(), Vec::new());
        for (condition, wanted) in &self.tests {
            match condition.shape {
                Shape::Unsupported => continue,
                Shape::Null => {
                    // Any value will do to ask it.
                    let holds = condition.test.holds(&Present) == Residual::Always;
                    if holds != *wanted {
                        return Found::Nothing;
                    }
                    continue;
                }
                _ => {}
            }
            let demand = condition.test.demand(*wanted);
            let list = if demand.some { &mut some } else { &mut each };
            list.push((condition, demand.matches));
        }
        if !self.key.several {
            each.extend(some);
            let quantified = self.tests.iter().any(|(it, _)| it.test.is_quantified());
            return match self.one(&each, quantified, given) {
                Found::One(text) => Found::One(Held::One(text.into())),
                Found::Nothing => Found::Nothing,
                Found::GaveUp(why) => Found::GaveUp(why),
            };
        }
        let mut list: Vec<Box<str>> = Vec::new();
        if some.is_empty() {
            match self.one(&each, false, given) {
                Found::One(text) => list.push(text.into()),
                Found::Nothing => return Found::Nothing,
                Found::GaveUp(why) => return Found::GaveUp(why),
            }
        }
        for demand in some {
            let mut demands = each.clone();
            demands.push(demand);
            match self.one(&demands, false, given) {
                Found::One(text) if list.contains(&text.as_str().into()) => {}
                Found::One(text) => list.push(text.into()),
                Found::Nothing => return Found::Nothing,
                Found::GaveUp(why) => return Found::GaveUp(why),
            }
        }
        // A list of nothing but an empty text counts as no list, as a missing key does; beside others it is a text.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
        if list.iter().all(|it| it.is_empty()) {
            match self.one(&each, true, given) {
                Found::One(text) => list.push(text.into()),
                Found::Nothing => return Found::Nothing,
                Found::GaveUp(why) => return Found::GaveUp(why),
            }
        }
        Found::One(Held::List(list))
    }

    /// One value that meets every demand.
    fn one(&self, demands: &Demands<'p>, not_empty: bool, given: &Given<'_>) -> Found<String> {
        let typed: Vec<_> = demands
            .iter()
            .filter(|(it, _)| it.texts.is_empty())
            .collect();
        let texts: Vec<_> = demands
            .iter()
            .filter(|(it, _)| !it.texts.is_empty())
            .collect();
        let is_text = |it: &&&(&Condition, bool)| {
            matches!(
                it.0.shape,
                Shape::Text(_) | Shape::IgnoringCase(_) | Shape::Arn(_)
            )
        };
        let closed = self.key.data_type == Some(DataType::Bool);
        let mut complete = true;
        let mut candidates = usual(self.key);
        if !closed && typed.iter().all(|it| is_text(&it)) {
            candidates.retain(|it| meets(demands, it, given));
            return match candidates.into_iter().next() {
                Some(value) => Found::One(value),
                None => self.text(demands, not_empty, given),
            };
        }
        for (condition, _) in &typed {
            complete &= candidates_of(condition, self.key.data_type, &mut candidates);
        }
        candidates.extend(
            texts
                .iter()
                .flat_map(|(it, _)| it.texts.iter().map(literally)),
        );
        if closed {
            candidates.retain(|it| it == "true" || it == "false");
        }
        let fits = |value: &String| meets(demands, value, given);
        let one_kind = closed || (texts.is_empty() && same_kind(&typed));
        match candidates.into_iter().find(fits) {
            Some(value) => Found::One(value),
            None if !one_kind => Found::GaveUp(MIXED),
            None if !complete => Found::GaveUp(NO_DATE),
            None => Found::Nothing,
        }
    }

    /// One text that meets every demand.
    fn text(&self, demands: &Demands<'p>, not_empty: bool, given: &Given<'_>) -> Found<String> {
        let mut wish = self.wish(demands);
        let find = |wish: &Wish<'_>| match given {
            Given::Nothing => wish.without(),
            Given::All(values) => wish.with(*values),
        };
        if demands.is_empty() {
            let first = usual(self.key).into_iter().next();
            return Found::One(first.unwrap_or_else(|| "x".to_owned()));
        }
        let mut found = Found::Nothing;
        for shape in shapes(self.key) {
            wish.also = vec![shape];
            found = find(&wish);
            if matches!(found, Found::One(_)) {
                return found;
            }
        }
        if not_empty {
            return found;
        }
        wish.also.clear();
        find(&wish)
    }
}

/// Whether a value meets every demand, or may for some values of the variables.
fn meets(demands: &Demands<'_>, value: &str, given: &Given<'_>) -> bool {
    demands.iter().all(|(condition, matches)| {
        let found = match given {
            Given::Nothing => condition.test.value_matches(value, &NothingKnown),
            Given::All(values) => condition.test.value_matches(value, *values),
        };
        match found {
            Match::Yes => *matches,
            Match::No => !matches,
            Match::Unknown => true,
        }
    })
}

/// The shape of an ARN.
pub(super) fn arn_shape() -> Vec<Place> {
    let mut shape: Vec<Place> = "arn:".chars().map(Place::Char).collect();
    for _ in 0..4 {
        shape.extend([Place::AnyIn, Place::Char(':')]);
    }
    shape.extend([Place::One, Place::Any]);
    shape
}

/// A request in which every key has a value.
struct Present;

impl Facts for Present {
    fn value(&self, _: &Key) -> Value<'_> {
        Value::One("x")
    }
}

/// Whether all are compared in one way, so that the candidates are all there is.
fn same_kind(typed: &[&(&Condition, bool)]) -> bool {
    let kinds: Vec<_> = typed
        .iter()
        .map(|(it, _)| std::mem::discriminant(&it.shape))
        .collect();
    kinds.windows(2).all(|pair| pair.first() == pair.last())
}

/// A text without its wildcards.
fn literally(text: &Text) -> String {
    let texts = text.tokens.iter().filter_map(|token| match token {
        crate::template::Token::Text(text) => Some(&**text),
        _ => None,
    });
    texts.collect()
}

/// Values that look like those of real requests.
fn usual(key: &KeyUse) -> Vec<String> {
    let texts: &[&str] = match (&*key.key.name, key.data_type) {
        ("aws:principalaccount" | "aws:resourceaccount" | "aws:sourceaccount", _) => {
            &["999999999999", "888888888888"]
        }
        ("aws:principaltype", _) => &["User", "AssumedRole", "FederatedUser", "Account"],
        ("aws:principalarn", _) => &[
            "arn:aws:iam::999999999999:user/somebody",
            "arn:aws:iam::999999999999:role/somebody",
        ],
        ("aws:principalisawsservice", _) => &["false", "true"],
        (_, Some(DataType::Bool)) => &["true", "false"],
        (_, Some(DataType::Number)) => &["1", "0"],
        (_, Some(DataType::Date)) => &["2026-01-01T00:00:00Z"],
        (_, Some(DataType::Address)) => &["203.0.113.7", "2001:db8::7"],
        (_, Some(DataType::Binary)) => &["eA=="],
        (_, Some(DataType::Arn)) => &["arn:aws:s3:::x"],
        (_, Some(DataType::Text) | None) => &[],
    };
    texts.iter().map(|it| (*it).to_owned()).collect()
}

/// The shapes of texts that are looked for first, the best first.
fn shapes(key: &KeyUse) -> Vec<Pattern> {
    let mut shapes = Vec::new();
    if &*key.key.name == "aws:principalarn" {
        let literally = |text: &str| text.chars().map(Place::Char).collect::<Pattern>();
        let rest = [Place::Char(':'), Place::One, Place::Any];
        let mut here = literally("arn:aws:iam::999999999999");
        here.extend(rest);
        // Twelve characters: an account that a pattern names.
        let mut there = literally("arn:aws:iam::");
        there.extend([Place::OneIn; 12]);
        there.extend(rest);
        shapes.extend([here, there]);
    }
    if key.data_type == Some(DataType::Arn) {
        shapes.push(arn_shape());
    }
    shapes.push(vec![Place::One, Place::Any]);
    shapes
}

/// A value for each case that a condition tells apart; whether these are all.
///
/// Between two neighbouring boundaries all values are alike, so the boundaries and one value beside each do.
/// What is not of the condition's type is a case too where the key's type is not known to exclude it.
fn candidates_of(condition: &Condition, of: Option<DataType>, out: &mut Vec<String>) -> bool {
    let mut complete = true;
    let own = match &condition.shape {
        Shape::Number(numbers) => {
            for number in numbers {
                for near in [
                    *number,
                    number + 1.0,
                    number - 1.0,
                    number.next_up(),
                    number.next_down(),
                ] {
                    complete &= near.is_finite();
                    if near.is_finite() {
                        out.push(near.to_string());
                    }
                }
            }
            out.extend(["0".to_owned()]);
            DataType::Number
        }
        Shape::Date(dates) => {
            for (seconds, nanoseconds) in dates {
                for (by_seconds, by_nanoseconds) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
                    let seconds = seconds.checked_add(by_seconds);
                    let nanoseconds = i32::try_from(*nanoseconds).unwrap_or(0) + by_nanoseconds;
                    let moment = seconds.and_then(|it| Timestamp::new(it, nanoseconds).ok());
                    let moment = moment.filter(|it| it.as_second() > YEAR_ONE);
                    complete &= moment.is_some();
                    out.extend(moment.map(|it| it.to_string()));
                }
            }
            DataType::Date
        }
        Shape::Ip(networks) => {
            for network in networks {
                out.push(network.network().to_string());
                out.extend(after(network.broadcast()));
            }
            let ends = ["203.0.113.7", "2001:db8::7", "0.0.0.0", "::"];
            out.extend(ends.map(str::to_owned));
            DataType::Address
        }
        Shape::Binary(values) => {
            out.extend(values.iter().map(|it| STANDARD.encode(it)));
            let longest = values.iter().map(Vec::len).max().unwrap_or(0);
            out.push(STANDARD.encode(vec![b'x'; longest + 1]));
            DataType::Binary
        }
        _ => {
            out.extend(["true".to_owned(), "false".to_owned()]);
            DataType::Bool
        }
    };
    if of != Some(own) {
        out.push("x".to_owned());
    }
    complete
}

/// The address after this one.
fn after(address: std::net::IpAddr) -> Option<String> {
    match address {
        std::net::IpAddr::V4(it) => {
            let next = it.to_bits().checked_add(1)?;
            Some(std::net::Ipv4Addr::from_bits(next).to_string())
        }
        std::net::IpAddr::V6(it) => {
            let next = it.to_bits().checked_add(1)?;
            Some(std::net::Ipv6Addr::from_bits(next).to_string())
        }
    }
}
