//! Texts and patterns of policies, with their variables, as the search for texts takes them.

use super::text::{Budget, Found, Pattern, Place, find};
use crate::arn::six;
use crate::condition::{Facts, Variables};
use crate::template::{Lookup, Resolved, Token, Variable};

/// How a text of a policy is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// From its beginning to its end.
    Whole,
    /// So, case not counting.
    IgnoringCase,
    /// Part by part of an ARN.
    Arn,
}

/// One of the texts of an element or a condition.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) tokens: Vec<Token>,
    pub(super) reading: Reading,
}

/// What has to match, group by group, and what must not.
#[derive(Debug)]
pub(super) struct Wish<'t> {
    budget: &'t Budget,
    pub(super) wanted: Vec<Vec<&'t Text>>,
    pub(super) unwanted: Vec<&'t Text>,
    /// Further patterns without variables, all of which have to match.
    pub(super) also: Vec<Pattern>,
}

const NOT_ASCII: &str = "a text whose case does not count has letters beyond ASCII";
const TOO_MANY_VARIABLES: &str = "too many alternatives have policy variables";

/// How many ways to choose among texts with variables are tried.
const MOST_CHOICES: usize = 64;

/// Where variables stand while a pattern is made.
enum Means<'f> {
    /// Their value.
    Value(&'f dyn Fn(&Variable) -> Option<String>),
    /// Any text at all.
    Anything,
    /// A letter of their own, which only the same variable and stars match.
    Letter,
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for token in &self.tokens {
            match token {
                Token::Text(text) => f.write_str(text)?,
                Token::Any => f.write_str("*")?,
                Token::One => f.write_str("?")?,
                Token::Var(variable) => write!(f, "${{{}}}", variable.key.name)?,
            }
        }
        Ok(())
    }
}

impl Text {
    pub(super) fn new(tokens: Vec<Token>, reading: Reading) -> Self {
        Self { tokens, reading }
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Var(variable) => Some(&**variable),
            _ => None,
        })
    }

    /// Whether both say the same.
    fn is(&self, other: &Self) -> bool {
        let same = |(a, b): (&Token, &Token)| match (a, b) {
            (Token::Text(a), Token::Text(b)) => a == b,
            (Token::Any, Token::Any) | (Token::One, Token::One) => true,
            (Token::Var(a), Token::Var(b)) => a.key.name == b.key.name && a.default == b.default,
            _ => false,
        };
        self.reading == other.reading
            && self.tokens.len() == other.tokens.len()
            && self.tokens.iter().zip(&other.tokens).all(same)
    }

    fn has_variable(&self) -> bool {
        self.variables().next().is_some()
    }

    /// Its places; `None` when nothing matches it.
    fn places(&self, means: &Means<'_>) -> Result<Option<Pattern>, &'static str> {
        let mut tokens = Vec::with_capacity(self.tokens.len());
        for token in &self.tokens {
            let Token::Var(variable) = token else {
                tokens.push(token.clone());
                continue;
            };
            match means {
                Means::Anything => tokens.push(Token::Any),
                Means::Letter => tokens.push(Token::Text(letter(variable).into())),
                Means::Value(value) => match value(variable) {
                    Some(text) => tokens.push(Token::Text(text.into())),
                    None => return Ok(None),
                },
            }
        }
        match self.reading {
            Reading::Whole => Ok(Some(plain(&tokens))),
            Reading::IgnoringCase => folded(&tokens).map(Some),
            Reading::Arn if matches!(self.tokens.as_slice(), [Token::Any]) => {
                Ok(Some(vec![Place::Any]))
            }
            Reading::Arn => match six(&tokens) {
                Some(parts) => Ok(Some(by_parts(&parts))),
                // Its variable may bring the colons.
                None if matches!(means, Means::Anything) && self.has_variable() => {
                    Ok(Some(vec![Place::Any]))
                }
                None => Ok(None),
            },
        }
    }
}

/// A letter for a variable, from a private plane: texts of policies do not have them.
fn letter(variable: &Variable) -> String {
    let mut hash = 0_u32;
    let default = variable.default.as_deref().unwrap_or("\0");
    for byte in variable.key.name.bytes().chain([0]).chain(default.bytes()) {
        hash = hash.wrapping_mul(31).wrapping_add(u32::from(byte));
    }
    // One letter might be that of two variables; three are not.
    (0..3)
        .filter_map(|round: u32| {
            let mixed = hash.wrapping_mul(0x9e37_79b9).rotate_left(round * 11) % 0xfffd;
            char::from_u32(0x10_0000 + mixed)
        })
        .collect()
}

fn plain(tokens: &[Token]) -> Pattern {
    let mut places = Vec::new();
    for token in tokens {
        match token {
            Token::Text(text) => places.extend(text.chars().map(Place::Char)),
            Token::Any | Token::Var(_) => places.push(Place::Any),
            Token::One => places.push(Place::One),
        }
    }
    places.dedup_by(|b, a| *a == Place::Any && *b == Place::Any);
    places
}

fn folded(tokens: &[Token]) -> Result<Pattern, &'static str> {
    let fold = |place| match place {
        Place::Char(c) if c.is_ascii_alphabetic() => Ok(Place::Fold(c)),
        Place::Char(c) if !c.is_ascii() => Err(NOT_ASCII),
        other => Ok(other),
    };
    plain(tokens).into_iter().map(fold).collect()
}

fn by_parts(parts: &[Vec<Token>; 6]) -> Pattern {
    let mut places = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            places.push(Place::Char(':'));
        }
        let part = plain(part).into_iter();
        places.extend(part.map(|place| match place {
            Place::Any if at < 5 => Place::AnyIn,
            Place::One if at < 5 => Place::OneIn,
            other => other,
        }));
    }
    places
}

impl<'t> Wish<'t> {
    pub(super) const fn new(budget: &'t Budget) -> Self {
        Self {
            budget,
            wanted: Vec::new(),
            unwanted: Vec::new(),
            also: Vec::new(),
        }
    }

    /// A text for the variables' values in these facts.
    pub(super) fn with(&self, facts: &impl Facts) -> Found<String> {
        let lookup = Variables(facts);
        let value = |variable: &Variable| match lookup.variable(variable) {
            Resolved::Text(text) => Some(text.to_owned()),
            _ => None,
        };
        let means = Means::Value(&value);
        let wanted: Result<Vec<Vec<Pattern>>, _> = self
            .wanted
            .iter()
            .map(|group| patterns(group, &means))
            .collect();
        match (wanted, patterns(&self.unwanted, &means)) {
            (Ok(wanted), Ok(unwanted)) => self.look(&wanted, &unwanted),
            (Err(why), _) | (_, Err(why)) => Found::GaveUp(why),
        }
    }

    /// A text for some values of the variables. That there is none is sure; that there is one is not.
    pub(super) fn without(&self) -> Found<String> {
        match self.try_without() {
            Ok(found) => found,
            Err(why) => Found::GaveUp(why),
        }
    }

    fn try_without(&self) -> Result<Found<String>, &'static str> {
        let surely: Vec<&Text> = self
            .unwanted
            .iter()
            .copied()
            .filter(|text| !text.has_variable())
            .collect();
        let unwanted = patterns(&surely, &Means::Anything)?;
        let mut gave_up = None;
        for choice in self.choices()? {
            let mut impossible = false;
            for group in &choice {
                if let [text] = group.as_slice()
                    && text.has_variable()
                {
                    impossible |= self.swallows(text)?;
                }
            }
            if impossible {
                continue;
            }
            let wanted: Vec<Vec<Pattern>> = choice
                .iter()
                .map(|group| patterns(group, &Means::Anything))
                .collect::<Result<_, _>>()?;
            match self.look(&wanted, &unwanted) {
                Found::One(text) => return Ok(Found::One(text)),
                Found::Nothing => {}
                Found::GaveUp(why) => gave_up = Some(why),
            }
        }
        Ok(gave_up.map_or(Found::Nothing, Found::GaveUp))
    }

    /// Every way to say which text of each group matches, those without variables staying together.
    fn choices(&self) -> Result<Vec<Vec<Vec<&Text>>>, &'static str> {
        let mut choices: Vec<Vec<Vec<&Text>>> = vec![Vec::new()];
        for group in &self.wanted {
            let (hanging, surely): (Vec<&Text>, Vec<&Text>) =
                group.iter().partition(|text| text.has_variable());
            let mut ways: Vec<Vec<&Text>> = hanging.into_iter().map(|text| vec![text]).collect();
            if !surely.is_empty() || ways.is_empty() {
                ways.insert(0, surely);
            }
            if choices.len() * ways.len() > MOST_CHOICES {
                return Err(TOO_MANY_VARIABLES);
            }
            choices = choices
                .iter()
                .flat_map(|choice| {
                    ways.iter().map(move |way| {
                        let mut longer = choice.clone();
                        longer.push(way.clone());
                        longer
                    })
                })
                .collect();
        }
        Ok(choices)
    }

    /// Whether what must not match matches whatever `text` matches, whatever the variables' values are.
    ///
    /// Each variable is one letter for it, which is sound as long as nothing but a star or the same variable
    /// takes the letter: a `?` would take it too, and case folding is not asked.
    fn swallows(&self, text: &Text) -> Result<bool, &'static str> {
        let alike = |other: &&Text| {
            other.reading == text.reading
                && other.reading != Reading::IgnoringCase
                && !other.tokens.iter().any(|it| matches!(it, Token::One))
        };
        let others: Vec<&Text> = self.unwanted.iter().copied().filter(alike).collect();
        let same = |other: &&Text| other.is(text);
        if self.unwanted.iter().any(same) {
            return Ok(true);
        }
        if text.reading == Reading::IgnoringCase || others.is_empty() {
            return Ok(false);
        }
        // A part that is a variable may bring colons where parts are not known yet.
        if text.reading == Reading::Arn && six(&text.tokens).is_none() {
            return Ok(false);
        }
        let unwanted = patterns(&others, &Means::Letter)?;
        let wanted = patterns(&[text], &Means::Letter)?;
        Ok(find(&[&wanted], &[&unwanted], self.budget) == Found::Nothing)
    }

    fn look(&self, wanted: &[Vec<Pattern>], unwanted: &[Pattern]) -> Found<String> {
        let also = self.also.chunks(1);
        let wanted: Vec<&[Pattern]> = wanted.iter().map(|it| &**it).chain(also).collect();
        find(&wanted, &[unwanted], self.budget)
    }
}

fn patterns(texts: &[&Text], means: &Means<'_>) -> Result<Vec<Pattern>, &'static str> {
    texts
        .iter()
        .filter_map(|text| text.places(means).transpose())
        .collect()
}
