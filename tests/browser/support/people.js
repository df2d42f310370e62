// The made-up people of the sandbox, as the pages call them.

export const camille = {
  name: "Camille Specimen",
  provider: "FranceConnect",
  birthName: "Specimen",
  firstNames: "Camille",
  birth: { day: "17", month: "5", year: "1985" },
  birthplace: "99999",
  ins: "2 85 05 99 999 001 31",
};
/** Practises in two places. */
export const doctor = {
  name: "Dominique Fictif",
  provider: "Pro Santé Connect",
  place: "Cabinet médical Fictif",
};
export const dentist = { name: "Claude", provider: "Pro Santé Connect" };
export const mediator = { name: "Eden Prototype", home: "/admin" };
export const auditor = { name: "Sasha Temoin", home: "/admin" };
export const support = { name: "Noa Maquette", home: "/admin" };
export const secondOfSupport = { name: "Charlie Canevas", home: "/admin" };
/** Helps Camille with her prescriptions. */
export const noe = {
  name: "Noe Croquis",
  provider: "FranceConnect",
  familyName: "Croquis",
  firstName: "Noé",
  birthDate: "1974-06-02",
};
/** Has never logged in, and is the father of a child. */
export const newcomer = { name: "Robin Prototype", provider: "FranceConnect", child: "LILOU" };
