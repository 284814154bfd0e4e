//! Whom a resource's policy names.

use super::people::Candidates;
use super::set::Members;
use super::{Bits, Reach};
use crate::compile::{Named, Naming, Principals};
use crate::residual::Residual;

/// Whom a statement means: some for certain, others if what is not known turns out so.
pub(super) struct Meant<'r> {
    pub(super) certain: Vec<Members<'r>>,
    pub(super) open: Vec<Bits>,
}

impl<'r> Meant<'r> {
    pub(super) const fn nobody() -> Self {
        Self {
            certain: Vec::new(),
            open: Vec::new(),
        }
    }

    pub(super) fn only(members: Members<'r>) -> Self {
        Self {
            certain: vec![members],
            open: Vec::new(),
        }
    }

    /// Everybody who is meant for certain or perhaps, of these.
    pub(super) fn among(&self, these: &Bits) -> Bits {
        let mut all = these.clone();
        all.clear();
        self.certain.iter().for_each(|it| it.add_to(&mut all));
        self.open.iter().for_each(|it| all.or(it));
        all.and(these);
        all
    }

    /// Leaves these out.
    pub(super) fn leave_out(&mut self, these: &Bits, everybody: &Bits) {
        let mut others = everybody.clone();
        others.and_not(these);
        for members in &mut self.certain {
            *members = Members::Made(members.within(&others));
        }
        self.open.iter_mut().for_each(|it| it.and(&others));
    }
}

/// Sets of callers whose residuals are the same.
#[derive(Default)]
struct ByResidual(Vec<(Residual, Bits)>);

impl ByResidual {
    fn put(&mut self, residual: Residual, at: usize, bound: usize) {
        match self.0.iter_mut().find(|(known, _)| *known == residual) {
            Some((_, bits)) => bits.insert(at),
            None => self.0.push((residual, Bits::of(bound, [at]))),
        }
    }

    fn meant<'r>(self) -> Meant<'r> {
        let mut meant = Meant::nobody();
        for (residual, bits) in self.0 {
            match residual {
                Residual::Never => {}
                Residual::Always => meant.certain.push(Members::Made(bits)),
                _ => meant.open.push(bits),
            }
        }
        meant
    }
}

impl Reach {
    /// Whom an Allow names, by the way of naming. What [`Principals::allow`] says, for all callers.
    pub(super) fn allowed<'r>(&'r self, principals: &Principals) -> Vec<(Naming, Meant<'r>)> {
        match principals {
            Principals::Absent => Vec::new(),
            Principals::Named(list) => list.iter().flat_map(|it| self.named(it)).collect(),
            Principals::Not(list) => {
                let mut others = self.people.everybody.clone();
                for (_, meant) in list.iter().flat_map(|entry| self.named(entry)) {
                    others.and_not(&meant.among(&self.people.everybody));
                }
                vec![(Naming::Directly, Meant::only(Members::Made(others)))]
            }
        }
    }

    /// Whom of these a Deny means. What [`Principals::deny`] says, for all callers.
    pub(super) fn denied<'r>(&'r self, principals: &Principals, these: &Bits) -> Meant<'r> {
        match principals {
            Principals::Absent => Meant::only(Members::Whole(&self.people.everybody)),
            Principals::Named(list) => {
                let mut all = Meant::nobody();
                for (_, meant) in list.iter().flat_map(|entry| self.named(entry)) {
                    all.certain.extend(meant.certain);
                    all.open.extend(meant.open);
                }
                all
            }
            Principals::Not(list) => self.excepting(principals, list, these),
        }
    }

    /// Everybody but those who are excepted: whom no entry names is not, others are looked at each.
    fn excepting<'r>(&'r self, principals: &Principals, list: &[Named], these: &Bits) -> Meant<'r> {
        let mut named = these.clone();
        named.clear();
        for entry in list {
            self.each_candidate(entry, |at| named.insert(at));
        }
        named.and(these);
        let mut others = these.clone();
        others.and_not(&named);
        let mut sets = ByResidual::default();
        for at in named.iter() {
            if let Some(caller) = self.callers.get(at) {
                let holds = principals.deny(&caller.principal, caller.boundary.is_some());
                sets.put(holds, at, self.callers.len());
            }
        }
        let mut meant = sets.meant();
        meant.certain.push(Members::Made(others));
        meant
    }

    /// Whom one entry names.
    pub(super) fn named<'r>(&'r self, entry: &Named) -> Vec<(Naming, Meant<'r>)> {
        let whole = |naming, bits| vec![(naming, Meant::only(Members::Whole(bits)))];
        match entry {
            Named::Everyone => return whole(Naming::Directly, &self.people.everybody),
            Named::Account(account) => {
                let of_account = self.people.of_account(account);
                return of_account.map_or_else(Vec::new, |bits| whole(Naming::ByAccount, bits));
            }
            _ => {}
        }
        let mut ways: Vec<(Naming, ByResidual)> = Vec::new();
        self.each_candidate(entry, |at| {
            let caller = self.callers.get(at);
            let Some((naming, holds)) = caller.and_then(|it| entry.names(&it.principal)) else {
                return;
            };
            let known = ways.iter().position(|(known, _)| *known == naming);
            let place = known.unwrap_or_else(|| {
                ways.push((naming, ByResidual::default()));
                ways.len() - 1
            });
            if let Some((_, sets)) = ways.get_mut(place) {
                sets.put(holds, at, self.callers.len());
            }
        });
        let meant = |(naming, sets): (Naming, ByResidual)| (naming, sets.meant());
        ways.into_iter().map(meant).collect()
    }

    pub(super) fn each_candidate(&self, entry: &Named, mut each: impl FnMut(usize)) {
        match self.people.named(entry) {
            Candidates::Everybody => self.people.everybody.iter().for_each(each),
            Candidates::Bits(bits) => bits.iter().for_each(each),
            Candidates::List(list) => list.iter().for_each(|at| each(*at as usize)),
        }
    }
}
