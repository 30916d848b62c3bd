//! TOML tables that go out as JSON: `request.claims`, `request.authorization_details`.

use serde_json::{Map, Number, Value};
use toml::de::DeValue;

/// The same value as JSON; a date becomes its text.
pub(super) fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(moment) => Value::String(moment.to_string()),
        DeValue::Integer(number) => {
            let whole = i64::from_str_radix(number.as_str(), number.radix()).ok();
            whole.map_or_else(|| Value::String(number.to_string()), Value::from)
        }
        DeValue::Float(number) => {
            let real = number.as_str().parse().ok().and_then(Number::from_f64);
            real.map_or_else(|| Value::String(number.to_string()), Value::Number)
        }
        DeValue::Array(list) => Value::Array(list.iter().map(|item| json(item.get_ref())).collect()),
        DeValue::Table(table) => {
            let entries = table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}
