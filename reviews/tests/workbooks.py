"""Excel workbooks and archives as tests need them: well made, odd, and hostile."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd;@"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
LETTERBOXD = (
    b"Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n"
    b'2024-02-01,The Quiet Hour,1999,https://boxd.it/1aB,4.5,No,"Patient, and it pays off.",,2024-01-31\n'
    b"2024-03-05,The Quiet Hour,1999,https://boxd.it/1aC,2,Yes,Duller the second time.,cinema,2024-03-04\n"
)


def archive(members):
    """A ZIP of {name: content}."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def workbook(sheet, *, texts=(), hidden=(), date1904=False, extra=None):
    """A workbook of one visible sheet; `sheet` is its rows as XML, `hidden` the rows of sheets before it."""
    sheets = [*hidden, sheet]
    names = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}" state="{"visible" if n == len(sheets) else "hidden"}"/>'
        for n in range(1, len(sheets) + 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(date1904)}"/>'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="x">{links}</Relationships>',
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>',
    }
    for n, rows in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return archive({**parts, **(extra or {})})


def words(*cells):
    """One row of texts."""
    made = (f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row>{''.join(made)}</row>"
