use kernel::AdminRole;
use serde_json::{Value, json};
use testkit::{Citizen, Login, Worker, fixtures};

use crate::door::{Answer, Call, Door, deposit, documents};

/// The preferences of somebody who has said nothing.
pub(crate) fn nothing_said() -> Value {
    json!({
        "preset": "open",
        "emergency": {"break_the_glass": true, "regulation": true, "masked": false},
        "default_masks": [], "topics": [], "shown": []
    })
}

/// The same with some of it said otherwise.
pub(crate) fn saying(more: &Value) -> Value {
    let mut said = nothing_said();
    for (key, value) in more.as_object().unwrap() {
        said[key] = value.clone();
    }
    said
}

impl Door {
    /// What a caller sees in a record's list, newest first.
    pub(crate) async fn lists(&self, citizen: &Citizen, token: &str) -> Vec<String> {
        let list = self.send(Call::get(format!("{}?limit=100", documents(citizen))).token(token)).await;
        assert_eq!(list.status, 200, "{}", list.text());
        let items = list.json()["items"].as_array().unwrap().clone();
        items.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Whether a caller reads one document.
    pub(crate) async fn sees(&self, citizen: &Citizen, id: &str, token: &str) -> bool {
        let read = self.send(Call::get(format!("{}/{id}", documents(citizen))).token(token)).await;
        assert!(matches!(read.status, 200 | 404), "{}", read.text());
        let listed = self.lists(citizen, token).await.contains(&id.to_owned());
        assert_eq!(read.status == 200, listed, "the list and the document agree");
        listed
    }

    /// As the holder, who has just shown a second factor.
    pub(crate) async fn holder(&self, citizen: &Citizen, method: &str, path: &str, body: &Value) -> Answer {
        let call = Call::new(method, format!("/api/v1/spaces/{}{path}", citizen.space));
        let call = call.token(&self.sure(citizen));
        let call = if path == "/preferences" { call.header("if-match", "*") } else { call };
        self.send(if body.is_null() { call } else { call.json(body) }).await
    }

    /// Says preferences.
    pub(crate) async fn says(&self, citizen: &Citizen, more: Value) -> Value {
        let said = self.holder(citizen, "PUT", "/preferences", &saying(&more)).await;
        assert_eq!(said.status, 200, "{}", said.text());
        said.json()
    }

    /// Says how professionals see a document.
    pub(crate) async fn sees_as(&self, citizen: &Citizen, id: &str, how: &str) {
        let body = json!({"visibility": how});
        let said = self.holder(citizen, "PUT", &format!("/documents/{id}/visibility"), &body).await;
        assert_eq!(said.status, 200, "{}", said.text());
    }

    /// Makes an exception and gives its id.
    pub(crate) async fn excepts(&self, citizen: &Citizen, effect: &str, whom: Value, what: Value) -> String {
        let body = json!({"effect": effect, "whom": whom, "what": what});
        let made = self.holder(citizen, "POST", "/exceptions", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    }

    /// Blocks somebody and gives the id.
    pub(crate) async fn blocks(&self, citizen: &Citizen, whom: Value) -> String {
        let made = self.holder(citizen, "POST", "/blocked", &json!({"whom": whom})).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    }

    /// A clinical document with coded entries, one of whose medicines has this ATC code.
    pub(crate) async fn prescribes(&self, citizen: &Citizen, by: &Worker, atc: &str, more: Value) -> String {
        let text = String::from_utf8(citizen.named_in(fixtures::bytes("cda/coded-entries.xml"))).unwrap();
        assert!(text.contains("N02BE01"));
        let number = self.house.id::<kernel::kind::Document>();
        let text = text.replace("N02BE01", atc).replace("\"D90\"", &format!("\"D{number}\""));
        let answer = self.send(deposit(citizen, by.token()).parts(&more, "text/xml", text.as_bytes())).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn auditor(&self) -> Login {
        self.house.admin(&[AdminRole::Auditor]).1
    }

    pub(crate) fn whom(&self, worker: &Worker) -> Value {
        json!({"rpps": self.house.rpps(worker)})
    }
}

/// Codes and accesses, as the holder gives them and others use them.
impl Door {
    /// Gives a temporary access and gives the whole answer.
    pub(crate) async fn gives(&self, citizen: &Citizen, to: Value, opens: Value, minutes: u32) -> Value {
        let body = json!({"to": to, "opens": opens, "minutes": minutes});
        let given = self.holder(citizen, "POST", "/temporary-accesses", &body).await;
        assert_eq!(given.status, 201, "{}", given.text());
        given.json()
    }

    /// A code for a temporary access of an hour.
    pub(crate) async fn code_for(&self, citizen: &Citizen, opens: Value) -> String {
        let given = self.gives(citizen, json!("code"), opens, 60).await;
        given["code"].as_str().unwrap().to_owned()
    }

    /// A code for a care relationship.
    pub(crate) async fn relationship_code(&self, citizen: &Citizen) -> String {
        let made = self.holder(citizen, "POST", "/care-team/codes", &json!({})).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["code"].as_str().unwrap().to_owned()
    }

    /// Uses a code as a professional.
    pub(crate) async fn redeems(&self, token: &str, code: &str) -> Answer {
        let call = Call::post("/api/v1/temporary-accesses/redeem").token(token);
        self.send(call.json(&json!({"code": code}))).await
    }

    /// Uses a code without a log-in.
    pub(crate) async fn redeems_as_guest(&self, code: &str) -> Answer {
        let guest = json!({"name": "Ana Ficticia", "profession": "Cardiologist", "place": "Porto"});
        let call = Call::post("/api/v1/temporary-accesses/redeem");
        self.send(call.json(&json!({"code": code, "guest": guest}))).await
    }

    /// The temporary accesses and codes of a record, the newest first.
    pub(crate) async fn accesses(&self, citizen: &Citizen) -> Vec<Value> {
        let listed = self.holder(citizen, "GET", "/temporary-accesses", &json!(null)).await;
        assert_eq!(listed.status, 200, "{}", listed.text());
        listed.json()["items"].as_array().unwrap().clone()
    }

    /// The kinds of notices of a record.
    pub(crate) async fn notices(&self, citizen: &Citizen) -> Vec<Value> {
        let listed = self.holder(citizen, "GET", "/notifications", &json!(null)).await;
        listed.json()["items"].as_array().unwrap().clone()
    }
}
