"""Every error of landing: its stable code, what was found, what to do, in both languages.

A file is read whole or not at all, so each of these rejects one file. The codes never change their
meaning; users search for them.
"""

from __future__ import annotations

import re
from functools import partial

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

IGNORED = "LAND-00"


class Problem(Exception):
    """Why a file cannot be read, and what to do, in English and Chinese, under a code that never changes."""

    def __init__(self, code: str, *, en: str, zh: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.en, self.zh = code, en, zh

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild from all of its parts where one process hands it to another."""
        return partial(Problem, self.code, en=self.en, zh=self.zh), ()


def _error(code: str, *, en: str, zh: str) -> Problem:
    """A message is one line, whatever the names of files and the cells in it hold."""
    return Problem(code, en=shown(en), zh=shown(zh))


def shown(text: str) -> str:
    r"""A text from the data inside a message: control characters and marks of direction as \u001b."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


NO_TABLE = "LAND-09"
#: Of files that are no table of the study's, or that no one but us can mend.
BESIDE_THE_DATA = frozenset({"LAND-14", "LAND-16", "LAND-17", "LAND-18", "LAND-26"})
#: Of files that may be tables whatever they are called.
OF_A_TABLE = frozenset({"LAND-01", "LAND-11", "LAND-13"})
#: Of text files too: a table was found in them, with a head and numbers.
OF_A_TABLE_IN_TEXT = frozenset({"LAND-10", "LAND-12", "LAND-21", "LAND-40", "LAND-41", "LAND-42"})


def cannot_open(file: str, cause: str) -> Problem:
    """The system refuses to open the file, as Windows does while Excel has it open."""
    return _error(
        "LAND-01",
        en=f"{file}: cannot be opened ({cause}). Close it in Excel or copy it, then run again.",
        zh=f"{file}：无法打开（{cause}）。请在 Excel 中关闭该文件，或复制一份，然后重新运行。",
    )


def damaged(file: str, cause: str) -> Problem:
    """A workbook whose container or parts cannot be read, or another file that breaks off."""
    if ".xls" in file.lower():
        return _error(
            "LAND-02",
            en=f"{file}: the workbook is damaged or incomplete ({cause}). Open it in Excel and save "
            "it again, or download it once more.",
            zh=f"{file}：工作簿已损坏或不完整（{cause}）。请用 Excel 打开后另存，或重新下载。",
        )
    return _error(
        "LAND-02",
        en=f"{file}: the file is damaged or incomplete ({cause}). Write it again, or download it "
        "once more.",
        zh=f"{file}：文件已损坏或不完整（{cause}）。请重新写出或重新下载。",
    )


def encrypted(file: str) -> Problem:
    """A workbook that asks for a password."""
    return _error(
        "LAND-03",
        en=f"{file}: the workbook is protected by a password. Save a copy without the password.",
        zh=f"{file}：工作簿有密码保护。请另存一份不带密码的副本。",
    )


def unknown_binary(file: str, found: str) -> Problem:
    """Neither text nor a workbook."""
    return _error(
        "LAND-04",
        en=f"{file}: neither text nor a workbook ({found}). Save the table as .xlsx or .csv, or "
        "move the file out of raw/.",
        zh=f"{file}：既不是文本也不是工作簿（{found}）。"
        "请把表格另存为 .xlsx 或 .csv，或移出 raw/。",
    )


def of_a_program(file: str, program: str, command: str) -> Problem:
    """The data file of a statistics program, and the command there that writes a table."""
    return _error(
        "LAND-04",
        en=f"{file}: a data file of {program}, which is not read. Write the table as .csv there ({command}) and put "
        "that file here instead; variables keep their names, value labels are written as text.",
        zh=f"{file}：这是 {program} 的数据文件，程序不读取。请在 {program} 中导出为 .csv（{command}），以其代替本文件；"
        "变量名保留，取值标签以文本写出。",
    )


def empty(file: str) -> Problem:
    """Nothing in the file."""
    return _error(
        "LAND-05",
        en=f"{file}: the file is empty. Download it again, or move it out of raw/.",
        zh=f"{file}：文件是空的。请重新下载，或移出 raw/。",
    )


def undecodable(file: str, offset: int) -> Problem:
    """Text in an encoding that is none of the accepted ones."""
    return _error(
        "LAND-06",
        en=f"{file}: byte {offset} is neither UTF-8, UTF-16 nor GB18030 text. Save the file as "
        "'CSV UTF-8' in Excel.",
        zh=f"{file}：第 {offset} 个字节既不是 UTF-8、UTF-16 也不是 GB18030 文本。"
        "请在 Excel 中另存为“CSV UTF-8”。",
    )


def bad_quotes(file: str, row: int) -> Problem:
    """A quotation mark that opens and never closes swallows the rest of the file."""
    return _error(
        "LAND-07",
        en=f"{file}: a quotation mark that is opened in or after row {row} is never closed. "
        "Correct it in a text editor.",
        zh=f"{file}：第 {row} 行或其后有一个引号没有闭合。请用文本编辑器改正。",
    )


def too_large(file: str, what_en: str, what_zh: str) -> Problem:
    """More than a yearbook table can hold; stops zip bombs and stray data."""
    return _error(
        "LAND-08",
        en=f"{file}: {what_en}. Export records belong in raw/exports/; split any other table.",
        zh=f"{file}：{what_zh}。出口记录请放入 raw/exports/；其他表格请拆分。",
    )


def unrecognised(file: str, found_en: str, found_zh: str) -> Problem:
    """No table whose regions, years and values can be told apart."""
    return _error(
        "LAND-09",
        en=f"{file}: no table recognised: {found_en}. Expected regions, years and values in one of "
        "the shapes of docs/methodology/landing.md. Correct the head of the table, hide the sheet "
        "if it is not wanted, or move the file out of raw/.",
        zh=f"{file}：未能识别表格：{found_zh}。应为 docs/methodology/landing.md 所列形状之一的"
        "地区、年份和数值。请改正表头；不需要的工作表请隐藏；或把文件移出 raw/。",
    )


def no_year(file: str, found_en: str, found_zh: str, source_file: str) -> Problem:
    """A table of one year that does not say which; `source_file` is what raw_files.csv calls it."""
    return _error(
        "LAND-10",
        en=f"{file}: the table does not say its year: {found_en}. Write the year into the title, "
        f"or name it in seeds/raw_files.csv, in a row such as: {source_file},2015,",
        zh=f"{file}：表格没有说明年份：{found_zh}。请在标题中写明年份，"
        f"或在 seeds/raw_files.csv 中加一行，如：{source_file},2015,",
    )


def yearbook_year(file: str, name: str, source_file: str) -> Problem:
    """The only year is a yearbook's number, and a yearbook prints an earlier year's data."""
    return _error(
        "LAND-11",
        en=f"{file}: the only year is the yearbook's number ({name}), and a yearbook prints an "
        "earlier year's data. Name the data's year in seeds/raw_files.csv, in a row such as: "
        f"{source_file},2015,",
        zh=f"{file}：唯一的年份是年鉴的编号（{name}），而年鉴刊登的是此前年份的数据。"
        f"请在 seeds/raw_files.csv 中写明数据年份，如加一行：{source_file},2015,",
    )


def no_region(file: str, found_en: str, found_zh: str) -> Problem:
    """A table of one region that does not say which."""
    return _error(
        "LAND-12",
        en=f"{file}: no region found: {found_en}. Head the column '地区', name the region in the "
        "title or sheet name, or add the names to seeds/region_aliases.csv.",
        zh=f"{file}：没有找到地区：{found_zh}。请把该列表头写成“地区”，在标题或工作表名中写明地区，"
        "或把地区名加入 seeds/region_aliases.csv。",
    )


def part_of_a_year(file: str, cell: str, found: str) -> Problem:
    """A table of months, quarters or half-years; a month read as a series would lose the series' name."""
    return _error(
        "LAND-40",
        en=f"{file}, {cell}: found '{found}', a part of a year; a study is of years, so nothing of this file is "
        "read. Export the yearly table instead, or add up (or average) the parts of each year in the file and "
        "write the year alone, such as 2019.",
        zh=f"{file} 的 {cell}：读到“{found}”，是一年中的一部分；研究以年为单位，因此未读取该文件。"
        "请改为导出年度数据，或在文件中把各月（季）加总或取平均，并只写年份，如 2019。",
    )


def names_without_year(file: str, undated: str) -> Problem:
    """Some heads join a year to their names, as Stata's wide form does, and others do not."""
    return _error(
        "LAND-42",
        en=f"{file}: some columns join a name and a year (fdi2011, 2011年GDP), but these have no year: {undated}. "
        "Stata cuts names at 32 letters: shorten them before `reshape wide`, so that the year is whole. Give "
        "each of these columns its year, or remove it; best, export the data in long form (`reshape long`).",
        zh=f"{file}：部分列名由名称和年份组成（如 fdi2011、2011年GDP），但以下各列没有年份：{undated}。"
        "Stata 变量名最多 32 个字符，过长会截去年份，请在 reshape wide 前缩短变量名。"
        "请给这些列补上年份或删去；最好用 reshape long 导出长表。",
    )


def parts_of_regions(file: str, column: str, region: str, first: int, second: int) -> Problem:
    """Rows of cities, counties or firms next to the region that they are in."""
    return _error(
        "LAND-41",
        en=f"{file}: rows {first} and {second} are both of {region} in the same year and differ in the column "
        f"{column}, so their values are of parts of the region, and none is read as the region's. Add up (or "
        "average) the rows of each region and year and remove the column. If the column names series, head it "
        "'series'. Where the study is of these parts, name them in seeds/regions.csv and remove the column of the "
        "larger regions.",
        zh=f"{file}：第 {first} 行和第 {second} 行同为{region}的同一年，只有 {column} 列不同，"
        "可见其数值属于地区的一部分，不能当作整个地区的值。请按地区和年份加总（或取平均）后删去该列；"
        "若该列是指标名称，请把表头改为“指标”；"
        "若研究的就是这些单元，请把它们列入 seeds/regions.csv，并删去上级地区的列。",
    )


def part_of_a_region(file: str, column: str, region: str, part: str, row: int) -> Problem:
    """A row that names a city, county or firm next to the region that it is in."""
    return _error(
        "LAND-41",
        en=f"{file}: row {row} is of {part} in {region}: the column {column} names parts of regions, so none of "
        "their values is read as a region's. Where they are of the whole regions, remove the column; where not, add "
        "up (or average) the rows of each region and year first. Where the study is of these parts, name them in "
        "seeds/regions.csv and remove the column of the larger regions.",
        zh=f"{file}：第 {row} 行是{region}的{part}：{column} 列为地区的组成部分，其数值不能当作整个地区的值。"
        "若数值属于整个地区，请删去该列；否则请先按地区和年份加总（或取平均）。"
        "若研究的就是这些单元，请把它们列入 seeds/regions.csv，并删去上级地区的列。",
    )


def changed_while_read(file: str) -> Problem:
    """The file vanished between listing and reading."""
    return _error(
        "LAND-13",
        en=f"{file}: the file vanished while it was read, or is a link to nothing. Wait until it is copied, "
        "or mount the disk that the link leads to, then run again.",
        zh=f"{file}：读取过程中文件消失，或链接指向的文件不存在。请等待复制完成，或挂载链接所在的磁盘，然后重新运行。",
    )


def no_numbers(file: str) -> Problem:
    """No table and no number: a note, a legend or a cover."""
    return _error(
        "LAND-14",
        en=f"{file}: not read: no table in it, and no number. It is taken for a note or a legend. "
        "Move it out of raw/, or rename it to readme..., if that is right; if it is a table, correct "
        "its head (docs/methodology/landing.md).",
        zh=f"{file}：未读取：其中没有表格，也没有数字，视为说明或图例文件。若确实如此，请移出 raw/ "
        "或改名为 readme...；若是数据表，请改正表头（见 docs/methodology/landing.md）。",
    )


def bad_cell(file: str, cell: str, found_en: str, found_zh: str) -> Problem:
    """A cell of a workbook whose content is no text at all, though the workbook itself can be opened."""
    return Problem(
        "LAND-26",
        en=f"{file}: not read: cell {cell}: {found_en}. Open the workbook in Excel, correct the cell and save it "
        "again.",
        zh=f"{file}：未读取：单元格 {cell}：{found_zh}。请用 Excel 打开该工作簿，改正该单元格后重新保存。",
    )


def unreadable_folder(folder: str, cause: str) -> Problem:
    """A folder whose files cannot be listed, so that nobody knows what is missing."""
    return _error(
        "LAND-15",
        en=f"the folder {folder} in raw/ cannot be read ({cause}), so its files would be missing. Give the "
        "account that runs tsi the right to read it, mount its disk, or move it out of raw/.",
        zh=f"raw/ 中的文件夹 {folder} 无法读取（{cause}），其中的文件将会缺失。"
        "请授予运行 tsi 的账户读取权限、挂载其磁盘，或将其移出 raw/。",
    )


def irregular(file: str, found_en: str, found_zh: str) -> Problem:
    """A pipe, device or socket, or a link to one."""
    return _error(
        "LAND-16",
        en=f"{file}: not read: found {found_en}, expected a regular file. Move it out of raw/.",
        zh=f"{file}：未读取：这是{found_zh}，应为普通文件。请移出 raw/。",
    )


def too_costly(file: str, of: str, seconds: float, memory: int) -> Problem:
    """Reading took more time or memory than one file may take."""
    size = f"{memory / 2**30:g} GB"
    en, zh, setting = (
        (f"takes longer than {seconds:g} seconds", f"读取时间超过 {seconds:g} 秒", "read_seconds")
        if of == "time"
        else (f"needs more than {size} of memory", f"所需内存超过 {size}", "read_memory")
    )
    return _error(
        "LAND-17",
        en=f"{file}: not read: too costly, since it {en}. Split it or save it again as .csv; or raise {setting} in "
        "seeds/study_settings.csv.",
        zh=f"{file}：未读取：代价过大，{zh}。请拆分该文件或另存为 .csv；"
        f"或调高 seeds/study_settings.csv 中的 {setting}。",
    )


def reader_failed(file: str, cause: str) -> Problem:
    """The reader ended with an exception that nobody foresaw."""
    return _error(
        "LAND-18",
        en=f"{file}: not read: the reader failed ({cause}); the log has the details. Open the file in Excel "
        "and save it again as .xlsx or .csv; please report it, since this is a defect.",
        zh=f"{file}：未读取：读取程序出错（{cause}），详情见日志。请用 Excel 打开后另存为 .xlsx 或 .csv；"
        "这属于程序缺陷，请反馈。",
    )


def unseen_formats(file: str, kind: str) -> Problem:
    """A workbook in which formats, errors and uncalculated formulas cannot be told from numbers."""
    return _error(
        "LAND-25",
        en=f"{file}: found a workbook of the kind {kind}, expected .xlsx, .xls or text: its percent "
        "formats, error cells and uncalculated formulas would be lost (45.3% read as 0.453). "
        "Open it in Excel, WPS or LibreOffice and save it as .xlsx.",
        zh=f"{file}：这是 {kind} 格式的工作簿，应为 .xlsx、.xls 或文本：该格式中的百分比、"
        "错误值和未计算的公式无法识别（45.3% 会读成 0.453）。"
        "请用 Excel、WPS 或 LibreOffice 打开并另存为 .xlsx。",
    )


def nul_byte(file: str, row: int) -> Problem:
    """A NUL byte in text, as a copy that broke off leaves behind."""
    return _error(
        "LAND-24",
        en=f"{file}, row {row}: found a NUL byte, expected text; a copy that broke off "
        "leaves such bytes. Copy or export the file again.",
        zh=f"{file} 第 {row} 行：读到空字节（NUL），应为文本；复制中断会留下这种字节。"
        "请重新复制或导出该文件。",
    )
