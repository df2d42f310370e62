// The made-up people of the sandbox, as the pages call them.

export const camille = {
  name: "Camille Specimen",
  birthName: "Specimen",
  firstNames: "Camille",
  birth: { day: "17", month: "5", year: "1985" },
  birthplace: "99999",
  ins: "2 85 05 99 999 001 31",
};
export const doctor = { name: "Dominique Fictif" };
export const dentist = { name: "Claude" };
