//! Photos of pages become one PDF: upright, small enough to be kept, and without what a camera writes beside the picture,
//! such as where it was taken.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use crate::content::{self, ContentFault, Kind};

/// Most pixels and most memory of a photo that is opened: what telephones take today, and a scan of A4 at 600 dots per
/// inch.
const PIXELS: u64 = 50_000_000;
const MEMORY: u64 = 4 * PIXELS;
/// Most pixels of all photos of one document: twenty pages as telephones take them (12 million each) and some more. It
/// bounds how long others wait.
const PIXELS_TOGETHER: u64 = 300_000_000;
/// Longest side in pixels and quality of a page, from what reads best to what is still read: an A4 page of 297 mm has
/// 190 and 85 dots per inch.
const STEPS: [(u32, u8); 5] = [(2_200, 82), (1_800, 75), (1_500, 68), (1_200, 60), (1_000, 50)];
/// A4 (ISO 216) in points.
const A4: (f32, f32) = (595.28, 841.89);
/// Bytes of a PDF beside its pictures, for each page and at most.
const BESIDE: usize = 1_024;

/// Why photos are not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// One of several files is no photo.
    #[error("file {number} is no photo: several files are taken where each is a JPEG or a PNG")]
    NoPhoto {
        /// Which one, from 1.
        number: usize,
    },
    /// A photo cannot be opened.
    #[error("photo {number} cannot be opened: it is damaged")]
    Damaged {
        /// Which one, from 1.
        number: usize,
    },
    /// A photo is too large to be opened.
    #[error("photo {number} is too large to be opened: at most {} million pixels of four bytes; send it smaller", PIXELS / 1_000_000)]
    TooLarge {
        /// Which one, from 1.
        number: usize,
    },
    /// They are too large together.
    #[error("the photos have more than {} million pixels together: send fewer pages at a time, or smaller ones",
        PIXELS_TOGETHER / 1_000_000)]
    TooLargeTogether,
    /// They are too many for one file.
    #[error("the photos together need more than {limit} bytes: send fewer pages at a time")]
    TooMany {
        /// Bytes of a file.
        limit: usize,
    },
}

/// Makes one PDF of photos, a page for each, of at most `limit` bytes. The same photos make the same bytes.
///
/// # Errors
/// [`PhotoFault`], with the number of the photo.
pub(crate) fn to_pdf(photos: &[(&[u8], Option<&str>)], limit: usize) -> Result<Vec<u8>, PhotoFault> {
    let share = limit / photos.len().max(1);
    let too_many = || PhotoFault::TooMany { limit };
    let mut together = 0;
    for (number, (bytes, declared)) in (1..).zip(photos) {
        together += pixels(&decoder(bytes, *declared, number)?);
    }
    if together > PIXELS_TOGETHER {
        return Err(PhotoFault::TooLargeTogether);
    }
    let mut pages = Vec::with_capacity(photos.len());
    for (number, (bytes, declared)) in (1..).zip(photos) {
        let photo = open(bytes, *declared, number)?;
        pages.push(page(&photo, share.saturating_sub(BESIDE)).ok_or_else(too_many)?);
    }
    let made = bind(&pages);
    if made.len() > limit { Err(too_many()) } else { Ok(made) }
}

/// What reads a photo, once its header is known to be that of one that may be opened.
fn decoder<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
    number: usize,
) -> Result<impl ImageDecoder + use<'a>, PhotoFault> {
    let format = match content::sniff(bytes, declared).map(|found| found.kind) {
        Ok(Kind::Jpeg) => ImageFormat::Jpeg,
        Ok(Kind::Png) => ImageFormat::Png,
        Err(ContentFault::Damaged { .. }) => return Err(PhotoFault::Damaged { number }),
        _ => return Err(PhotoFault::NoPhoto { number }),
    };
    let damaged = |_| PhotoFault::Damaged { number };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let too_large = PhotoFault::TooLarge { number };
    let decoder = match reader.into_decoder() {
        Ok(decoder) => decoder,
        Err(ImageError::Limits(_)) => return Err(too_large),
        Err(error) => return Err(damaged(error)),
    };
    let fits = pixels(&decoder) <= PIXELS && decoder.total_bytes() <= MEMORY;
    if fits { Ok(decoder) } else { Err(too_large) }
}

fn pixels(decoder: &impl ImageDecoder) -> u64 {
    let (width, height) = decoder.dimensions();
    u64::from(width) * u64::from(height)
}

fn open(bytes: &[u8], declared: Option<&str>, number: usize) -> Result<DynamicImage, PhotoFault> {
    let damaged = |_| PhotoFault::Damaged { number };
    let mut decoder = decoder(bytes, declared, number)?;
    let upright = decoder.orientation().map_err(damaged)?;
    // It is made small before anything else is made of it: the whole one is in memory once.
    let mut photo = fitting(DynamicImage::from_decoder(decoder).map_err(damaged)?, STEPS[0].0);
    photo.apply_orientation(upright);
    Ok(photo)
}

/// The photo with no side longer than that.
fn fitting(photo: DynamicImage, side: u32) -> DynamicImage {
    if photo.width().max(photo.height()) <= side {
        return photo;
    }
    photo.resize(side, side, FilterType::Triangle)
}

/// A picture as it stands on its page.
struct Page {
    jpeg: Vec<u8>,
    width: u32,
    height: u32,
}

/// The best form of a photo that fits.
fn page(photo: &DynamicImage, most: usize) -> Option<Page> {
    STEPS.iter().find_map(|(side, quality)| {
        let paper = on_white(&fitting(photo.clone(), *side));
        let mut jpeg = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut jpeg, *quality);
        paper.write_with_encoder(encoder).ok()?;
        (jpeg.len() <= most).then(|| Page { jpeg, width: paper.width(), height: paper.height() })
    })
}

/// Without transparency: what shines through is paper.
fn on_white(photo: &DynamicImage) -> DynamicImage {
    if !photo.color().has_alpha() {
        return DynamicImage::ImageRgb8(photo.to_rgb8());
    }
    let mut paper = photo.to_rgba8();
    for pixel in paper.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let mix = |colour: u8| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [mix(red), mix(green), mix(blue), u8::MAX];
    }
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(paper).to_rgb8())
}

/// The PDF: a catalogue, a list of pages, and for each page its description, its picture and how it is placed.
fn bind(pages: &[Page]) -> Vec<u8> {
    const PICTURE: Name<'static> = Name(b"P");
    let mut pdf = Pdf::new();
    let (catalogue, list) = (Ref::new(1), Ref::new(2));
    let refs: Vec<[Ref; 3]> =
        (0..).zip(pages).map(|(at, _)| [0, 1, 2].map(|part| Ref::new(3 + 3 * at + part))).collect();
    pdf.catalog(catalogue).pages(list);
    pdf.pages(list)
        .kids(refs.iter().map(|[page, ..]| *page))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (page, [itself, picture, placed]) in pages.iter().zip(&refs) {
        let (across, down) = if page.width > page.height { (A4.1, A4.0) } else { A4 };
        let mut described = pdf.page(*itself);
        described.parent(list).media_box(Rect::new(0.0, 0.0, across, down)).contents(*placed);
        described.resources().x_objects().pair(PICTURE, *picture);
        described.finish();
        let pixels = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        let mut image = pdf.image_xobject(*picture, &page.jpeg);
        image.filter(Filter::DctDecode);
        image.width(pixels(page.width)).height(pixels(page.height));
        image.color_space().device_rgb();
        image.bits_per_component(8);
        image.finish();
        let (wide, high) = fitted(page, across, down);
        let mut content = Content::new();
        content.save_state();
        content.transform([wide, 0.0, 0.0, high, (across - wide) / 2.0, (down - high) / 2.0]);
        content.x_object(PICTURE);
        content.restore_state();
        pdf.stream(*placed, &content.finish());
    }
    pdf.finish()
}

/// The largest size on the page that keeps the picture's proportions.
fn fitted(page: &Page, across: f32, down: f32) -> (f32, f32) {
    let side = |pixels: u32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX)).max(1.0);
    let scale = (across / side(page.width)).min(down / side(page.height));
    (side(page.width) * scale, side(page.height) * scale)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::allow_attributes,
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may stop at the first surprise"
    )]

    use image::{Rgb, RgbImage};

    use super::*;

    fn photo(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, y| {
            let noise = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 13;
            Rgb([u8::try_from(noise & 0xff).unwrap(), u8::try_from(x & 0xff).unwrap(), 200])
        });
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    #[test]
    fn three_photos_are_three_pages_of_one_file_that_fits() {
        let (upright, wide) = (photo(900, 1_200, ImageFormat::Jpeg), photo(1_200, 900, ImageFormat::Png));
        let photos = [(upright.as_slice(), Some("image/jpeg")), (&wide, None), (&upright, None)];
        let pdf = to_pdf(&photos, 5_000_000).unwrap();
        assert_eq!(content::sniff(&pdf, Some("application/pdf")).unwrap().kind, Kind::Pdf);
        assert!(pdf.windows(8).any(|bytes| bytes == b"/Count 3"));
        assert_eq!(pdf.windows(10).filter(|bytes| *bytes == b"/DCTDecode").count(), 3);
        assert_eq!(to_pdf(&photos, 5_000_000).unwrap(), pdf, "the same photos make the same bytes");
        let tight = to_pdf(&photos, 900_000).unwrap();
        assert!(tight.len() <= 900_000 && tight.len() < pdf.len());
        assert_eq!(to_pdf(&photos, 20_000), Err(PhotoFault::TooMany { limit: 20_000 }));
    }

    #[test]
    fn what_is_no_photo_or_is_damaged_is_named_by_its_number() {
        let good = photo(40, 40, ImageFormat::Png);
        let letter = testkit::fixtures::bytes("files/letter.pdf");
        assert_eq!(to_pdf(&[(&good, None), (letter, None)], 100_000), Err(PhotoFault::NoPhoto { number: 2 }));
        // One row more than is opened; its bytes are few, since it is of one colour.
        let side = 7_071;
        let mut vast = Vec::new();
        let one_colour = RgbImage::new(side, side + 1);
        one_colour.write_to(&mut Cursor::new(&mut vast), ImageFormat::Png).unwrap();
        assert!(
            u64::from(side) * u64::from(side) <= PIXELS && u64::from(side) * u64::from(side + 1) > PIXELS
        );
        assert_eq!(to_pdf(&[(&vast, None)], 5_000_000), Err(PhotoFault::TooLarge { number: 1 }));
        let mut large = Vec::new();
        RgbImage::new(side, side).write_to(&mut Cursor::new(&mut large), ImageFormat::Png).unwrap();
        let seven = vec![(large.as_slice(), None); 7];
        assert_eq!(to_pdf(&seven, 5_000_000), Err(PhotoFault::TooLargeTogether), "350 million pixels");
        let cut = &good[..good.len() / 2];
        assert_eq!(to_pdf(&[(cut, None)], 100_000), Err(PhotoFault::Damaged { number: 1 }));
    }

    #[test]
    fn a_photo_that_lies_on_its_side_stands_upright_and_tells_nothing_of_the_camera() {
        let lying = with_exif(&photo(200, 100, ImageFormat::Jpeg));
        let pdf = to_pdf(&[(&lying, None)], 100_000).unwrap();
        assert!(pdf.windows(10).any(|bytes| bytes == b"/Width 100"), "turned by a quarter");
        assert!(!pdf.windows(4).any(|bytes| bytes == b"Exif"));
    }

    /// A segment that says: turn by 90 degrees (Exif 2.32, tag 0x0112, value 6).
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let segment = [b"Exif\0\0".as_slice(), tiff].concat();
        let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &segment, &jpeg[2..]].concat()
    }
}
