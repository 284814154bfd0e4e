//! From a typed resource to what Rego sees of it, without the detour over JSON text.
//!
//! Through the Rust type, so that what a file spells otherwise (an attribute left out, one action where a list is
//! meant) does not look to Rego as if it were not there. Of the resource itself only what some rule reads is made.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use regorus::Value;
use regorus::value::Object;
use serde::Serialize;
use serde::ser::{self, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple};

/// The names of fields as Rego values, each made once a worker.
#[derive(Default)]
pub(crate) struct Names(RefCell<HashMap<&'static str, Value>>);

impl Names {
    fn get(&self, name: &'static str) -> Value {
        self.0
            .borrow_mut()
            .entry(name)
            .or_insert_with(|| name.into())
            .clone()
    }
}

/// Why something can not be a Rego value; no type of the model gives a reason.
#[derive(Debug)]
pub(crate) struct Unfit(String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Makes the value of a resource with these attributes only.
pub(crate) fn of(
    resource: &impl Serialize,
    wanted: &[String],
    names: &Names,
) -> Result<Value, Unfit> {
    resource.serialize(Maker {
        wanted: Some(wanted),
        names,
    })
}

#[derive(Clone, Copy)]
struct Maker<'a> {
    /// The fields to make; none for all.
    wanted: Option<&'a [String]>,
    names: &'a Names,
}

impl<'a> Maker<'a> {
    fn inner(self) -> Self {
        Self {
            wanted: None,
            ..self
        }
    }
}

/// The values of a list.
struct Items<'a>(Vec<Value>, Maker<'a>);

/// The entries of a map or the fields of a struct.
struct Fields<'a>(Object, Maker<'a>, Value);

/// Serializes scalars by `Value`'s own conversions.
macro_rules! scalars {
    ($($name:ident: $ty:ty as $via:ty),* $(,)?) => {$(
        fn $name(self, value: $ty) -> Result<Value, Unfit> {
            Ok(Value::from(<$via>::from(value)))
        }
    )*};
}

impl<'a> ser::Serializer for Maker<'a> {
    type Ok = Value;
    type Error = Unfit;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Impossible<Value, Unfit>;
    type SerializeTupleVariant = Impossible<Value, Unfit>;
    type SerializeMap = Fields<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Impossible<Value, Unfit>;

    scalars! {
        serialize_bool: bool as bool,
        serialize_i8: i8 as i64,
        serialize_i16: i16 as i64,
        serialize_i32: i32 as i64,
        serialize_i64: i64 as i64,
        serialize_u8: u8 as u64,
        serialize_u16: u16 as u64,
        serialize_u32: u32 as u64,
        serialize_u64: u64 as u64,
        serialize_f32: f32 as f64,
        serialize_f64: f64 as f64,
        serialize_char: char as String,
    }

    fn serialize_str(self, value: &str) -> Result<Value, Unfit> {
        Ok(value.into())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Value, Unfit> {
        Err(ser::Error::custom("bytes have no place in a resource"))
    }

    fn serialize_none(self) -> Result<Value, Unfit> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Unfit> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, Unfit> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, Unfit> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, Unfit> {
        Ok(self.names.get(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Value, Unfit> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, Unfit> {
        let mut object = Object::new();
        object.insert(self.names.get(variant), value.serialize(self.inner())?);
        Ok(object.into_value())
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items<'a>, Unfit> {
        Ok(Items(
            Vec::with_capacity(length.unwrap_or_default().min(4096)),
            self.inner(),
        ))
    }

    fn serialize_tuple(self, length: usize) -> Result<Items<'a>, Unfit> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unfit> {
        Err(ser::Error::custom(format_args!(
            "the tuple {name} has no place in a resource"
        )))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unfit> {
        Err(ser::Error::custom(format_args!(
            "the tuple {name} has no place in a resource"
        )))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'a>, Unfit> {
        Ok(Fields(Object::new(), self.inner(), Value::Null))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'a>, Unfit> {
        Ok(Fields(Object::new(), self, Value::Null))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unfit> {
        Err(ser::Error::custom(format_args!(
            "the variant {name} has no place in a resource"
        )))
    }
}

impl SerializeSeq for Items<'_> {
    type Ok = Value;
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.0.push(value.serialize(self.1)?);
        Ok(())
    }

    fn end(self) -> Result<Value, Unfit> {
        Ok(self.0.into())
    }
}

impl SerializeTuple for Items<'_> {
    type Ok = Value;
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Value, Unfit> {
        SerializeSeq::end(self)
    }
}

impl SerializeMap for Fields<'_> {
    type Ok = Value;
    type Error = Unfit;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unfit> {
        self.2 = key.serialize(self.1)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.0.insert(
            std::mem::replace(&mut self.2, Value::Null),
            value.serialize(self.1)?,
        );
        Ok(())
    }

    fn end(self) -> Result<Value, Unfit> {
        Ok(self.0.into_value())
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = Value;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        if self
            .1
            .wanted
            .is_none_or(|wanted| wanted.iter().any(|it| it == name))
        {
            self.0
                .insert(self.1.names.get(name), value.serialize(self.1.inner())?);
        }
        Ok(())
    }

    fn end(self) -> Result<Value, Unfit> {
        Ok(self.0.into_value())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use bartizan_model::Resource;

    use super::*;

    /// What the JSON text would have given.
    #[test]
    fn every_type_looks_to_rego_as_its_json_does() {
        for kind in Resource::TYPES {
            let resource = Resource::baseline(kind).unwrap();
            let text = serde_json::to_string(&resource).unwrap();
            let all: Vec<String> = Resource::attributes(kind)
                .unwrap()
                .iter()
                .map(|it| (*it).to_owned())
                .collect();
            let all = [vec!["type".to_owned()], all].concat();
            assert_eq!(
                of(&resource, &all, &Names::default()).unwrap(),
                Value::from_json_str(&text).unwrap()
            );
            let some = of(&resource, &["id".to_owned()], &Names::default()).unwrap();
            assert_eq!(some.as_object().unwrap().len(), 1, "{kind}");
        }
    }

    #[test]
    fn what_is_inside_is_made_whole() {
        let text = r#"{"a":[{"b":1,"c":null},true,-2,1.5,"x"],"d":{"$unknown":{"reason":"gone"}}}"#;
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            of(&json, &[], &Names::default()).unwrap(),
            Value::from_json_str(text).unwrap()
        );
    }
}
