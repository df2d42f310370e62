//! Whether answers are what the description of the API says.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
const PROBLEM: &str = "application/problem+json";

/// The description of an API (OpenAPI 3.1) as a contract that answers are held to.
pub struct Contract {
    document: Value,
}

/// One address and method of the description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// `GET`, `POST` …
    pub method: String,
    /// The address with its `{parameters}`.
    pub path: String,
    /// Whether it asks for a token.
    pub needs_token: bool,
}

impl Contract {
    /// A contract over a description.
    pub fn new(description: Value) -> Self {
        Self { document: description }
    }

    /// Every operation, by method and address.
    pub fn operations(&self) -> Vec<Operation> {
        let mut operations: Vec<Operation> = self
            .paths()
            .iter()
            .flat_map(|(path, item)| {
                METHODS.iter().filter_map(move |method| {
                    let operation = item.get(method)?;
                    let security = operation.get("security").and_then(Value::as_array);
                    Some(Operation {
                        method: method.to_uppercase(),
                        path: path.clone(),
                        needs_token: security.is_some_and(|schemes| !schemes.is_empty()),
                    })
                })
            })
            .collect();
        operations.sort();
        operations
    }

    /// Holds one answer to the contract; `path` is the address that was called, without its query.
    ///
    /// # Errors
    /// A sentence that says what the description does not foresee.
    pub fn check(
        &self,
        method: &str,
        path: &str,
        status: u16,
        media: &str,
        body: &[u8],
    ) -> Result<(), String> {
        let essence = media.split(';').next().unwrap_or_default().trim();
        let place = format!("{method} {path} answered {status} `{essence}`");
        let operation = self.item(path).and_then(|item| item.get(method.to_lowercase()));
        let Some(operation) = operation else {
            // Nothing is described there, so nothing but a problem may come of it.
            let right = matches!(status, 404 | 405) && essence == PROBLEM;
            return if right {
                self.fits(&json!({"$ref": "#/components/schemas/Problem"}), body, &place)
            } else {
                Err(format!("{place}, and no such operation is described"))
            };
        };
        let response = operation.pointer(&format!("/responses/{status}"));
        let response = response.ok_or_else(|| format!("{place}, and the status is not described"))?;
        let Some(contents) = response.get("content").and_then(Value::as_object).filter(|all| !all.is_empty())
        else {
            return if body.is_empty() {
                Ok(())
            } else {
                Err(format!("{place} with a body that is not described"))
            };
        };
        let content = contents.get(essence).or_else(|| contents.get("*/*"));
        let content = content.ok_or_else(|| format!("{place}, and the media type is not described"))?;
        match content.get("schema") {
            Some(schema) if essence.ends_with("json") && !essence.ends_with("ndjson") => {
                self.fits(schema, body, &place)
            }
            _ => Ok(()),
        }
    }

    fn fits(&self, schema: &Value, body: &[u8], place: &str) -> Result<(), String> {
        let body: Value =
            serde_json::from_slice(body).map_err(|fault| format!("{place}, no JSON: {fault}"))?;
        let mut root = schema.as_object().cloned().unwrap_or_default();
        root.insert("components".to_owned(), self.document.get("components").cloned().unwrap_or_default());
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&Value::Object(root))
            .map_err(|fault| format!("{place}, the schema is none: {fault}"))?;
        let faults: Vec<String> =
            validator.iter_errors(&body).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        if faults.is_empty() { Ok(()) } else { Err(format!("{place}, but {}", faults.join("; "))) }
    }

    /// The description of an address; a literal segment is a better fit than a parameter.
    fn item(&self, path: &str) -> Option<&Value> {
        let fits = |template: &str| {
            let (wanted, found): (Vec<&str>, Vec<&str>) =
                (template.split('/').collect(), path.split('/').collect());
            let same = |(wanted, found): (&&str, &&str)| wanted.starts_with('{') || wanted == found;
            wanted.len() == found.len() && wanted.iter().zip(&found).all(same)
        };
        let fitting: BTreeMap<usize, &Value> = self
            .paths()
            .iter()
            .filter(|(template, _)| fits(template))
            .map(|(template, item)| (template.matches('{').count(), item))
            .collect();
        fitting.into_values().next()
    }

    fn paths(&self) -> &Map<String, Value> {
        match self.document.get("paths").and_then(Value::as_object) {
            Some(paths) => paths,
            None => panic!("the description has no addresses"),
        }
    }
}
