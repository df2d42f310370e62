//! A house, files to import into it, and a look behind its walls.

use std::io::{self, Cursor, Read, Seek};

use flows::directory::{File, ImportError, Order, Outcome, Started, go, start};
use identity::{
    DirectoryImport, ImportKind, Missing,
    extract::{Reject, survey},
};
use testkit::TestHouse;

pub(crate) struct Ground {
    pub(crate) house: TestHouse,
}

/// The first line of the published file.
const NAMES: &str = "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|Libellé civilité \
                     d'exercice|Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|Code profession|Libellé \
                     profession|Code catégorie professionnelle|Libellé catégorie professionnelle|Code type savoir-faire|\
                     Libellé type savoir-faire|Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode \
                     exercice|Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|Numéro FINESS établissement \
                     juridique|Identifiant technique de la structure|Raison sociale site|Enseigne commerciale site|\
                     Complément destinataire (coord. structure)|Complément point géographique (coord. structure)|Numéro \
                     Voie (coord. structure)|Indice répétition voie (coord. structure)|Code type de voie (coord. \
                     structure)|Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|Mention \
                     distribution (coord. structure)|Bureau cedex (coord. structure)|Code postal (coord. structure)|Code \
                     commune (coord. structure)|Libellé commune (coord. structure)|Code pays (coord. structure)|Libellé \
                     pays (coord. structure)|Téléphone (coord. structure)|Téléphone 2 (coord. structure)|Télécopie \
                     (coord. structure)|Adresse e-mail (coord. structure)|Code Département (structure)|Libellé \
                     Département (structure)|Ancien identifiant de la structure|Autorité d'enregistrement|Code secteur \
                     d'activité|Libellé secteur d'activité|Code section tableau pharmaciens|Libellé section tableau \
                     pharmaciens|Code rôle|Libellé rôle|Code genre activité|Libellé genre activité|";

/// One row of the extract; what is not said is empty.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) rpps: String,
    pub(crate) family: &'static str,
    pub(crate) given: &'static str,
    pub(crate) profession: &'static str,
    pub(crate) category: &'static str,
    pub(crate) know_how: &'static str,
    pub(crate) siret: &'static str,
    pub(crate) finess: &'static str,
    pub(crate) place: &'static str,
    pub(crate) postcode: &'static str,
    pub(crate) town: &'static str,
    pub(crate) sector: &'static str,
}

/// A doctor in a practice of their own that has no number.
pub(crate) fn person(number: u32) -> Person {
    Person {
        rpps: rpps(number),
        family: "FICTIF",
        given: "Dominique",
        profession: "10",
        category: "C",
        know_how: "SM54",
        siret: "",
        finess: "",
        place: "Cabinet inventé",
        postcode: "29200",
        town: "BREST",
        sector: "SA07",
    }
}

/// A number that is given to nobody, with its key.
pub(crate) fn rpps(number: u32) -> String {
    let with_key = |key: u32| format!("997{number:07}{key}");
    (0..10).map(with_key).find(|text| text.parse::<kernel::Rpps>().is_ok()).unwrap()
}

impl Person {
    fn value(&self, column: &str) -> String {
        match column {
            "Type d'identifiant PP" => "8".to_owned(),
            "Identifiant PP" => self.rpps.clone(),
            "Identification nationale PP" => format!("8{}", self.rpps),
            "Nom d'exercice" => self.family.to_owned(),
            "Prénom d'exercice" => self.given.to_owned(),
            "Code profession" => self.profession.to_owned(),
            "Code catégorie professionnelle" => self.category.to_owned(),
            "Code savoir-faire" => self.know_how.to_owned(),
            "Numéro SIRET site" => self.siret.to_owned(),
            "Numéro FINESS site" => self.finess.to_owned(),
            "Raison sociale site" => self.place.to_owned(),
            "Code postal (coord. structure)" => self.postcode.to_owned(),
            "Libellé commune (coord. structure)" => self.town.to_owned(),
            "Code secteur d'activité" => self.sector.to_owned(),
            "Adresse e-mail (coord. structure)" => "private@example.org".to_owned(),
            "Libellé Voie (coord. structure)" => "de la Paix".to_owned(),
            _ => String::new(),
        }
    }

    /// The row under these columns.
    pub(crate) fn row(&self, names: &str) -> String {
        names.split('|').map(|column| self.value(column)).collect::<Vec<_>>().join("|")
    }
}

/// A file of these people, as it is published.
pub(crate) fn extract(people: &[Person]) -> Vec<u8> {
    let rows: Vec<String> = people.iter().map(|person| person.row(NAMES)).collect();
    lines(&rows)
}

/// A file of these rows under the published first line.
pub(crate) fn lines(rows: &[String]) -> Vec<u8> {
    let mut text = format!("{NAMES}\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text.into_bytes()
}

/// The row of this person.
pub(crate) fn row(person: &Person) -> String {
    person.row(NAMES)
}

/// The columns of the published file.
pub(crate) fn names() -> Vec<&'static str> {
    NAMES.split('|').filter(|name| !name.is_empty()).collect()
}

pub(crate) const PEOPLE: Order = Order {
    kind: ImportKind::Professionals,
    whole: false,
    accept_removals: None,
    list_establishments: false,
};
pub(crate) const WHOLE: Order = Order { whole: true, ..PEOPLE };

/// How an import ended, with what it rejected.
pub(crate) struct Ended {
    pub(crate) outcome: Result<Outcome, ImportError>,
    pub(crate) rejects: Vec<(u64, &'static str, &'static str)>,
}

impl Ended {
    pub(crate) fn done(self) -> DirectoryImport {
        match self.outcome.unwrap() {
            Outcome::Done(import) => import,
            Outcome::TooMuchMissing(_, missing) => panic!("{missing:?} would vanish"),
        }
    }

    pub(crate) fn held_back(self) -> Missing {
        match self.outcome.unwrap() {
            Outcome::TooMuchMissing(_, missing) => missing,
            Outcome::Done(done) => panic!("{done:?}"),
        }
    }
}

impl Ground {
    pub(crate) fn new() -> Self {
        Self { house: TestHouse::new() }
    }

    /// Imports these bytes.
    pub(crate) fn import(&self, bytes: &[u8], order: Order) -> Ended {
        self.import_from(Cursor::new(bytes.to_vec()), bytes, order)
    }

    /// Imports from a source that should give these bytes.
    pub(crate) fn import_from(&self, source: impl Read + Seek, bytes: &[u8], order: Order) -> Ended {
        let survey = survey(&mut Cursor::new(bytes)).unwrap();
        let mut rejects = Vec::new();
        let mut note = |reject: &Reject| -> io::Result<()> {
            rejects.push((reject.line, reject.column, reject.reason.as_str()));
            Ok(())
        };
        let outcome = match start(self.house.house(), &survey, &order).unwrap() {
            Started::Goes(begun) => go(self.house.house(), begun, File { source, survey }, &order, &mut note),
            Started::Already(last) => panic!("{last:?} was imported last"),
        };
        Ended { outcome, rejects }
    }

    /// Imports people, all of whom can be taken.
    pub(crate) fn people(&self, people: &[Person]) -> DirectoryImport {
        let ended = self.import(&extract(people), PEOPLE);
        assert_eq!(ended.rejects, []);
        ended.done()
    }

    /// Whether this file is what was imported last.
    pub(crate) fn is_known(&self, bytes: &[u8], order: Order) -> bool {
        let survey = survey(&mut Cursor::new(bytes)).unwrap();
        matches!(start(self.house.house(), &survey, &order).unwrap(), Started::Already(_))
    }

    pub(crate) fn count(&self, what: &str) -> i64 {
        use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            n: i64,
        }
        let row: Row = sql_query(format!("select count(*) as n from identity.{what}"))
            .get_result(&mut self.house.database().connect_superuser())
            .unwrap();
        row.n
    }

    /// The rows of a table, each as one text.
    pub(crate) fn rows(&self, columns: &str, from: &str) -> Vec<String> {
        use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            row: String,
        }
        let rows: Vec<Row> =
            sql_query(format!("select concat_ws('/', {columns}) as row from identity.{from} order by 1"))
                .load(&mut self.house.database().connect_superuser())
                .unwrap();
        rows.into_iter().map(|row| row.row).collect()
    }

    /// The acts of the system's chains that begin so, each with its detail.
    pub(crate) fn lines(&self, act: &str) -> Vec<journal::Entry> {
        let house = self.house.house();
        let chain = journal::system_chain(uuid::Uuid::nil());
        let lines = house
            .desk
            .write(|tx| journal::lines_without_permit(tx, &house.vault, chain, None, 1_000))
            .unwrap();
        lines.into_iter().map(|line| line.entry).filter(|entry| entry.act == act).collect()
    }
}
