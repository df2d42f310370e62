#![expect(clippy::too_many_arguments, reason = "functions of the database, which take arrays side by side")]

use diesel::sql_types::{Array, Bool, Integer, Nullable, Text, Timestamptz, Uuid};

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "identity.import_professionals"]
    fn import_professionals(
        new_ids: Array<Uuid>,
        numbers: Array<Text>,
        names: Array<Text>,
        families: Array<Text>,
        givens: Array<Text>,
        trades: Array<Text>,
        instant: Timestamptz,
    ) -> Array<BigInt>;

    #[sql_name = "identity.import_organisations"]
    fn import_organisations(
        new_ids: Array<Uuid>,
        sites: Array<Nullable<Text>>,
        structures: Array<Nullable<Text>>,
        names: Array<Nullable<Text>>,
        kinds: Array<Text>,
        postcodes: Array<Nullable<Text>>,
        towns: Array<Nullable<Text>>,
        by_register: Bool,
        list_them: Bool,
    ) -> Array<BigInt>;

    #[sql_name = "identity.import_situations"]
    fn import_situations(
        new_ids: Array<Uuid>,
        numbers: Array<Text>,
        trades: Array<Text>,
        sectors: Array<Text>,
        skills: Array<Nullable<Text>>,
        sites: Array<Nullable<Text>>,
        structures: Array<Nullable<Text>>,
        places: Array<Nullable<Text>>,
        keys: Array<Text>,
        postcodes: Array<Nullable<Text>>,
        towns: Array<Nullable<Text>>,
        folded_towns: Array<Text>,
    ) -> Array<BigInt>;

    #[sql_name = "identity.import_keeping"]
    fn import_keeping(numbers: Array<Text>) -> BigInt;

    #[sql_name = "identity.import_missing"]
    fn import_missing() -> Array<BigInt>;

    #[sql_name = "identity.import_end_missing"]
    fn import_end_missing(most: Integer, instant: Timestamptz) -> Array<BigInt>;

    #[sql_name = "identity.import_standings"]
    fn import_standings(people: Array<Uuid>, standings: Array<Text>, since: Array<Timestamptz>) -> BigInt;

    #[sql_name = "identity.import_forget"]
    fn import_forget(most: Integer) -> BigInt;

    #[sql_name = "identity.find_professionals"]
    fn find_professionals(
        family_from: Text,
        family_before: Text,
        given_from: Text,
        given_before: Text,
        postcode_from: Nullable<Text>,
        postcode_before: Nullable<Text>,
        town_from: Nullable<Text>,
        town_before: Nullable<Text>,
        trade: Nullable<Text>,
        most: Integer,
    ) -> Array<Uuid>;
}
