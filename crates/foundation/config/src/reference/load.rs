use std::{collections::HashMap, path::Path};

use super::{
    Matrix, MatrixRow, Reference, RowSource, RowTarget, check, digest,
    files::{Files, MatrixFileRow, Texts},
    residences,
};
use crate::Error;

impl Reference {
    /// Reads every file of the folder, or the copies built into the program, and checks what they say together.
    ///
    /// # Errors
    /// [`Error::Reference`] with every fault found.
    pub fn load(folder: Option<&Path>) -> Result<Self, Error> {
        let mut faults = Vec::new();
        let texts = Texts::read(folder, &mut faults);
        let files = texts.typed(&mut faults);
        if let Some(files) = &files {
            faults.extend(check::check(files, folder));
        }
        match files {
            Some(files) if faults.is_empty() => Ok(Self::index(files, digest::digest(&texts))),
            _ => Err(Error::Reference(faults)),
        }
    }

    fn index(files: Files, digest: String) -> Self {
        let document_types = files.document_types.rows;
        let by_code: HashMap<_, _> =
            document_types.iter().enumerate().map(|(at, row)| (row.code.clone(), at)).collect();
        Self {
            by_code,
            document_types,
            categories: files.categories.rows.into_iter().map(|row| (row.code, row)).collect(),
            classes: files.classes.rows.into_iter().map(|row| (row.code.clone(), row)).collect(),
            professions: files.professions.rows.into_iter().map(|row| (row.code.clone(), row)).collect(),
            know_how: files.professions.know_how.into_iter().map(|row| (row.code.clone(), row)).collect(),
            confidentiality: files.confidentiality.rows,
            withheld_with_masked: files.confidentiality.withheld_with_masked,
            facilities: files.places.facilities,
            settings: files.places.settings,
            matrix: Matrix::new(files.matrix.rows.into_iter().filter_map(row).collect()),
            durations: files.durations,
            residences: residences::Residences::new(&files.residences.rows),
            topics: files.topics.rows.into_iter().map(Into::into).collect(),
            mentions_only: files.topics.mentions_only.into_iter().collect(),
            emergency: files.emergency,
            abuse: files.abuse,
            carers: files.carers,
            minors: files.minors,
            protected_adults: files.protected_adults,
            after_death: files.after_death,
            secondary_use: files.secondary_use,
            forbidden_sectors: files.limits.rows,
            occupational_sectors: files.limits.occupational.sectors,
            digest,
        }
    }
}

/// The row as the matrix keeps it; `None` where the check has refused it.
fn row(file: MatrixFileRow) -> Option<MatrixRow> {
    let target = match (file.everything, file.category, file.type_code) {
        (true, None, None) => RowTarget::Everything,
        (false, Some(category), None) => RowTarget::Category(category),
        (false, None, Some(code)) => RowTarget::Type(code),
        _ => return None,
    };
    let source = match (file.source, file.assumed) {
        (Some(source), false) => RowSource::Published(source),
        (None, true) => RowSource::Assumed,
        _ => return None,
    };
    Some(MatrixRow { profession: file.profession, target, consult: file.consult, source })
}
