//! Techniques as data: what a row of `policies/escalation/` says.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::principal::Principal;

/// A way to get at other permissions than one's own: what it takes and what it yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Technique {
    /// Its name, unique among all.
    pub id: String,
    /// What is done, in one sentence.
    pub title: String,
    /// The actions, each with what it is done to.
    pub needs: Vec<(String, On)>,
    /// Condition keys of these requests with the values that are chosen.
    pub with: Vec<(String, String)>,
    /// Services of which the role has to trust one.
    pub trusts: Vec<String>,
    /// What has to be there and is not collected.
    pub existing: Option<String>,
    /// What has to be so with the user or role.
    pub when: Vec<When>,
    /// What is rewritten on the way.
    pub rewrites: Vec<Rewrite>,
    /// What one gets.
    pub yields: Yields,
    /// Since when it does not work any more, as a date.
    pub retired: Option<String>,
    /// Patterns of actions of which each gives it.
    pub covers: Vec<String>,
    /// AWS's page on what makes it work.
    pub see: String,
    /// What other collections call it.
    pub sources: Vec<String>,
}

/// What an action of a technique is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// Some resource of the account, one that is there or that is made.
    Any,
    /// The role that one gets at.
    Role,
    /// The user that one gets at.
    User,
    /// The group that one joins.
    Group,
    /// A policy of the account that the role has.
    PolicyOfRole,
    /// The caller, a user.
    OwnUser,
    /// The caller, a role.
    OwnRole,
    /// A group of the caller's.
    OwnGroup,
    /// A policy of the account that the caller has.
    OwnPolicy,
}

/// What a technique yields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Yields {
    /// A session of the role.
    #[serde(rename = "become role")]
    Role,
    /// Credentials of the user.
    #[serde(rename = "become user")]
    User,
    /// The policies of the group.
    #[serde(rename = "join group")]
    Group,
    /// The caller itself may do everything.
    #[serde(rename = "administrator as self")]
    OneSelf,
    /// The role may do everything, and one has its session.
    #[serde(rename = "administrator as role")]
    AsRole,
    /// The user may do everything, and one has its credentials.
    #[serde(rename = "administrator as user")]
    AsUser,
    /// One has a new principal that may do everything.
    #[serde(rename = "administrator as new")]
    AsNew,
}

/// What a technique rewrites before it yields something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rewrite {
    /// The identity's policies: they allow everything.
    Policies,
    /// The permissions boundary: there is none.
    Boundary,
    /// The role's trust policy: it lets the caller in.
    Trust,
}

/// What has to be so with the user or role that one gets at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// An instance profile carries the role.
    RoleInInstanceProfile,
    /// The user has fewer than two access keys.
    UserHasRoomForAKey,
    /// The user has two access keys, which is the most.
    UserHasTwoKeys,
    /// The user has no password.
    UserWithoutPassword,
    /// The user has a password.
    UserWithPassword,
}

/// What is wrong with a file of techniques.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {problem}")]
pub struct TechniqueFault {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong there.
    pub problem: String,
}

/// A file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for readers: the file's name says it again")]
    service: String,
    see: String,
    techniques: Vec<Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    title: String,
    needs: BTreeMap<String, On>,
    #[serde(default)]
    with: BTreeMap<String, String>,
    #[serde(default)]
    trusts: Vec<String>,
    existing: Option<String>,
    #[serde(default, rename = "if")]
    when: Vec<When>,
    #[serde(default)]
    rewrites: Vec<Rewrite>,
    yields: Yields,
    retired: Option<String>,
    #[serde(default)]
    covers: Vec<String>,
    see: Option<String>,
    #[serde(default)]
    sources: Vec<String>,
}

impl Technique {
    /// Reads files of techniques, each a path and its text.
    ///
    /// # Errors
    /// As [`Technique::read`], of the first file that has a mistake.
    pub fn read_all<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Vec<Self>, TechniqueFault> {
        let mut all = Vec::new();
        for (path, text) in files {
            all.extend(Self::read(path, text)?);
        }
        Ok(all)
    }

    /// Reads a file of techniques; `path` is its name in messages.
    ///
    /// # Errors
    /// When it is no YAML, has something that no technique has, or a row contradicts itself.
    pub fn read(path: &str, text: &str) -> Result<Vec<Self>, TechniqueFault> {
        let options = serde_saphyr::options! { with_snippet: false };
        let file: File = serde_saphyr::from_str_with_options(text, options).map_err(|fault| {
            let message = fault.to_string();
            let problem = message.lines().next().unwrap_or_default();
            let problem = problem.split_once(" at line ").map_or(problem, |it| it.0);
            TechniqueFault {
                path: path.to_owned(),
                line: fault.location().map_or(1, |place| place.line()),
                problem: problem.to_owned(),
            }
        })?;
        let mut techniques: Vec<Self> = Vec::new();
        for row in file.techniques {
            let line = row.referenced.line();
            let technique = row.value.understood(&file.see);
            let twice = techniques.iter().any(|it| it.id == technique.id);
            let problem = technique.contradiction();
            if let Some(problem) = problem.or_else(|| twice.then(|| "the id stands twice".into())) {
                return Err(TechniqueFault {
                    path: path.to_owned(),
                    line,
                    problem: format!("`{}`: {problem}", technique.id),
                });
            }
            techniques.push(technique);
        }
        Ok(techniques)
    }

    /// Why no caller could ever meet it.
    fn contradiction(&self) -> Option<String> {
        let uses = |on| self.needs.iter().any(|(_, it)| *it == on);
        let rewrites = |what| self.rewrites.contains(&what);
        if self.needs.is_empty() {
            return Some("it needs nothing".to_owned());
        }
        if let Some((action, _)) = self.needs.iter().find(|(it, _)| !is_action(it)) {
            return Some(format!("`{action}` is no action"));
        }
        if let Some(name) = self
            .trusts
            .iter()
            .find(|name| Principal::parse(name).is_err())
        {
            return Some(format!("`{name}` is no service"));
        }
        let of_role = uses(On::Role) || uses(On::PolicyOfRole) || !self.trusts.is_empty();
        let (wrong, why) = match self.yields {
            Yields::Role => (!of_role, "nothing is done to the role"),
            Yields::AsRole => (!uses(On::Role), "nothing is done to the role"),
            Yields::User | Yields::AsUser => (!uses(On::User), "nothing is done to the user"),
            Yields::Group => (!uses(On::Group), "nothing is done to the group"),
            Yields::OneSelf => (
                !rewrites(Rewrite::Policies) && !rewrites(Rewrite::Boundary),
                "it rewrites neither policies nor boundary",
            ),
            Yields::AsNew => (
                uses(On::Role) || uses(On::User) || uses(On::Group),
                "there is no role, user or group yet",
            ),
        };
        wrong.then(|| why.to_owned())
    }
}

impl Row {
    fn understood(self, see: &str) -> Technique {
        Technique {
            id: self.id,
            title: self.title,
            needs: self.needs.into_iter().collect(),
            with: self.with.into_iter().collect(),
            trusts: self.trusts,
            existing: self.existing,
            when: self.when,
            rewrites: self.rewrites,
            yields: self.yields,
            retired: self.retired,
            covers: self.covers,
            see: self.see.unwrap_or_else(|| see.to_owned()),
            sources: self.sources,
        }
    }
}

fn is_action(text: &str) -> bool {
    let parts = text.split_once(':');
    parts.is_some_and(|(service, name)| {
        !service.is_empty() && !name.is_empty() && !text.contains(['*', '?'])
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const ROW: &str = "service: x\nsee: https://x\ntechniques:\n  - id: a\n    title: A\n    needs: {sts:AssumeRole: role}\n    yields: become role\n";

    #[test]
    fn a_row_is_read() {
        let read = Technique::read("x.yaml", ROW).unwrap();
        assert_eq!(read[0].needs, [("sts:AssumeRole".to_owned(), On::Role)]);
        assert_eq!(read[0].see, "https://x");
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (from, to, wanted) in [
            ("title: A", "titel: A", "x.yaml:5: unknown field `titel`"),
            ("become role", "become rich", "x.yaml:7: unknown variant"),
            ("sts:AssumeRole", "sts", "x.yaml:4: `a`: `sts` is no action"),
            (
                "AssumeRole: role",
                "AssumeRole: any",
                "x.yaml:4: `a`: nothing is done to the role",
            ),
        ] {
            let fault = Technique::read("x.yaml", &ROW.replace(from, to)).unwrap_err();
            assert!(fault.to_string().starts_with(wanted), "{fault}");
        }
    }
}
