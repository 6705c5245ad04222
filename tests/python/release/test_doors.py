"""No door out of a hardened connection: every one that we know of is tried."""

from __future__ import annotations

import os

import duckdb
import pyarrow as pa
import pytest

from tsi_warehouse.release.candidate import new_candidate
from tsi_warehouse.release.publish import publish
from tsi_warehouse.release.readers import Limits, open_release

# Every way that we know of to a file, the network, an extension or a setting. {target} is a file
# that exists, {new} one that must not come to exist, {other} a database that is not the release.
DOORS = """
select * from read_text('{target}')
select * from read_blob('{target}')
select * from read_csv('{target}')
select * from read_csv_auto('{target}')
select * from read_single_csv_file('{target}')
select * from read_json('{target}')
select * from read_json_auto('{target}')
select * from read_json_objects('{target}')
select * from read_json_objects_auto('{target}')
select * from read_ndjson('{target}')
select * from read_ndjson_auto('{target}')
select * from read_ndjson_objects('{target}')
select * from read_single_json_file('{target}')
select * from read_parquet('{target}')
select * from read_single_parquet_file('{target}')
select * from parquet_scan('{target}')
select * from parquet_metadata('{target}')
select * from parquet_file_metadata('{target}')
select * from parquet_full_metadata('{target}')
select * from parquet_kv_metadata('{target}')
select * from parquet_page_index('{target}')
select * from parquet_schema('{target}')
select * from parquet_bloom_probe('{target}', 'a', 1)
select * from read_duckdb('{other}', table_name = 'kept')
select * from sniff_csv('{target}')
select * from glob('{folder}/*')
select * from '{target}'
select * from '{folder}/*.csv'
select * from 'http://127.0.0.1:9/secret.csv'
select * from read_csv('/dev/stdin')
select * from read_text('/proc/self/environ')
select * from 's3://bucket/secret.parquet'
select * from query('select * from read_text(''{target}'')')
select * from query_table('{target}')
select * from json_execute_serialized_sql(json_serialize_sql('from read_text(''{target}'')'))
pragma json_execute_serialized_sql('{{"statements": []}}')
prepare peek as select * from read_text('{target}')
explain analyze select * from read_text('{target}')
create temp table stolen as select * from read_text('{target}')
copy (select 1) to '{new}'
copy (select 1) to '{new}' (format parquet)
copy (select 1) to '/dev/stdout'
copy marts.release_info from '{target}'
export database '{new}'
import database '{folder}'
pragma import_database('{folder}')
pragma copy_database('tsi', '{new}')
copy (select 1) to '{database}'
copy (select 1) to '{database}.wal'
copy (select 1) to '{database}.wal.recovery'
copy (select 1) to '{database}.wal.checkpoint' (format parquet)
copy (select 1) to 'file://{database}.wal'
attach '{database}.wal' as mine
attach '{database}.wal.recovery' as mine
attach '{database}' as mine (read_write)
attach '{new}' as mine
attach '{other}' as mine (read_only)
attach ':memory:' as mine
attach '{new}' as mine (type sqlite)
attach 'md:' as mine
attach 'https://127.0.0.1:9/secret.duckdb' as mine
attach 'postgres:host=127.0.0.1' as mine
install httpfs
force install httpfs
install '{target}'
load httpfs
load autocomplete
load '{target}'
update extensions
select * from duckdb_extensions()
select * from duckdb_extension_repositories()
select * from sql_auto_complete('select * from ''{folder}/')
select getenv('HOME')
create persistent secret mine (type http, bearer_token 'x')
create secret mine (type s3, key_id 'a', secret 'b')
select * from load_aws_credentials()
set memory_limit = '64GB'
set global memory_limit = '64GB'
set threads = 64
set session threads = 64
reset memory_limit
set enable_external_access = true
set lock_configuration = false
set allowed_paths = ['{target}']
set allowed_directories = ['{folder}']
set temp_directory = '{folder}'
set max_temp_directory_size = '1TB'
set file_search_path = '{folder}'
set home_directory = '{folder}'
set secret_directory = '{folder}'
set extension_directory = '{folder}'
set autoload_known_extensions = true
set allow_unsigned_extensions = true
set custom_extension_repository = 'http://127.0.0.1:9'
set http_proxy = '127.0.0.1:9'
set log_query_path = '{new}'
set profile_output = '{new}'
set profiling_output = '{new}'
set python_enable_replacements = true
pragma profiling_output = '{new}'
pragma log_query_path = '{new}'
pragma enable_profiling
pragma enable_profile
pragma disable_profile
pragma disable_optimizer
pragma enable_optimizer
pragma enable_progress_bar
pragma disable_progress_bar
pragma enable_print_progress_bar
pragma disable_print_progress_bar
pragma enable_checkpoint_on_shutdown
pragma disable_checkpoint_on_shutdown
pragma enable_profiling = 'json'
pragma memory_limit = '64GB'
pragma threads = 64
pragma force_checkpoint
call enable_logging(storage = 'file', storage_path = '{new}')
call enable_logging(storage = 'stdout')
call enable_logging()
call disable_logging()
call enable_profiling(save_location = '{new}')
call add_grammar_extension('mine')
call remove_grammar_extension('mine')
call create_external_resource('mine')
call register_external_resource('a', 'b', map {{}}, 'c', 'd', 'e')
call register_external_resource_type('a', 'b', 'c', 'd', 'e', 'f', 'g')
call deregister_external_resource('a')
call destroy_external_resource('a')
select * from pandas_scan(1)
select * from arrow_scan(1, 2, 3)
select * from arrow_scan_dumb(1, 2, 3)
select * from python_arrow_scan(1, 2, 3)
select * from python_map_function(1)
select * from stolen_variable
create table marts.mine as select 1 as one
create view marts.mine as select 1 as one
create macro marts.mine() as 1
insert into marts.release_info select * from marts.release_info
update results.estimates set coefficient = 0
delete from results.estimates
truncate results.estimates
drop view marts.study_panel
drop schema marts cascade
alter table results.estimates add column mine integer
comment on table results.estimates is 'mine'
""".strip().splitlines()

# Table functions that take no path and change no setting. A new DuckDB may bring new ones: look at
# each before it is added here or among the doors.
HARMLESS = """
checkpoint disable_profiling duckdb_approx_database_count duckdb_available_metrics duckdb_columns
duckdb_connection_count duckdb_constraints duckdb_coordinate_systems duckdb_databases
duckdb_dependencies duckdb_dialects duckdb_eviction_queues duckdb_external_file_cache
duckdb_external_resource_types duckdb_external_resources duckdb_functions
duckdb_grammar_extensions duckdb_indexes duckdb_keywords duckdb_live_query_metrics
duckdb_log_contexts duckdb_logs duckdb_memory duckdb_optimizers duckdb_prepared_statements
duckdb_schemas duckdb_secret_type_parameters duckdb_secret_types duckdb_secrets duckdb_sequences
duckdb_settings duckdb_table_sample duckdb_tables duckdb_temporary_files duckdb_triggers
duckdb_types duckdb_variables duckdb_views force_checkpoint generate_series icu_calendar_names
json_each json_tree pg_timezone_names pragma_collations pragma_database_size pragma_metadata_info
pragma_platform pragma_show pragma_storage_info pragma_table_info pragma_user_agent pragma_version
range repeat repeat_row seq_scan summary test_all_types test_vector_types truncate_duckdb_logs
unnest which_secret
""".split()  # noqa: SIM905

# Pragmas that show something, or change how this one connection checks itself.
HARMLESS_PRAGMAS = """
add_parquet_key collations database_list database_size disable_object_cache disable_profiling
disable_verification disable_verify_parallelism enable_object_cache enable_verification
extension_versions functions metadata_info platform show show_databases show_tables
show_tables_expanded storage_info table_info user_agent verify_parallelism version
""".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def release(tmp_path_factory, build_small, made_of):
    """A published release."""
    warehouse = tmp_path_factory.mktemp("doors") / "warehouse"
    candidate = new_candidate(warehouse, made_of("a").fingerprint)
    build_small(candidate)
    return publish(warehouse, candidate, made_of("a"))


@pytest.fixture
def hardened(release):
    """A hardened connection to it."""
    with open_release(release.parents[1], limits=Limits(memory="256MB", threads=1)) as connection:
        yield connection


@pytest.fixture
def outside(release, tmp_path):
    """Files that a reader must not reach, and one that must not appear; and the release's own."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.csv").write_text("a,b\n1,2\n")
    with duckdb.connect(str(folder / "other.duckdb")) as connection:
        connection.execute("create table kept as select 1 as one")
    return {
        "folder": folder,
        "target": folder / "secret.csv",
        "other": folder / "other.duckdb",
        "new": folder / "new",
        "database": release / "tsi.duckdb",
    }


def sizes(*folders):
    return {path: path.stat().st_size for folder in folders for path in folder.rglob("*")}


@pytest.mark.parametrize("door", DOORS)
def test_no_door_opens(hardened, outside, release, door):
    stolen_variable = pa.table({"a": [1]})  # noqa: F841 - what a replacement scan would find
    before = sizes(outside["folder"], release)
    with pytest.raises(duckdb.Error):
        hardened.execute(door.format(**outside)).fetchall()
    assert sizes(outside["folder"], release) == before
    assert hardened.execute("select count(*) from marts.study_panel").fetchall() == [(372,)]


# Those of them that any DuckDB opens when nothing is done about it, without a network.
OPEN_BY_DEFAULT = (
    "select * from read_text('{target}')",
    "select * from read_blob('{target}')",
    "select * from read_csv('{target}')",
    "select * from read_duckdb('{other}', table_name = 'kept')",
    "select * from sniff_csv('{target}')",
    "select * from glob('{folder}/*')",
    "select * from '{target}'",
    "select * from query('select * from read_text(''{target}'')')",
    "select * from json_execute_serialized_sql(json_serialize_sql('from read_text(''{target}'')'))",
    "copy (select 1) to '{new}'",
    "attach '{other}' as mine (read_only)",
    "select * from stolen_variable",
    "set memory_limit = '64GB'",
    "pragma enable_profiling = 'json'",
    "call enable_logging(storage = 'file', storage_path = '{new}')",
)


@pytest.mark.parametrize("door", OPEN_BY_DEFAULT)
def test_these_doors_are_open_by_default(release, outside, door):
    """What the test above claims is due to hardening, not to a slip in the statements."""
    assert door in DOORS
    stolen_variable = pa.table({"a": [1]})  # noqa: F841
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as plain:
        plain.execute(door.format(**outside)).fetchall()


@pytest.mark.parametrize(("kind", "harmless"), [("table", HARMLESS), ("pragma", HARMLESS_PRAGMAS)])
def test_every_function_that_could_be_a_door_has_been_looked_at(hardened, kind, harmless):
    found = hardened.execute(
        "select distinct function_name from duckdb_functions() where function_type = ?", [kind]
    ).fetchall()
    tried = " ".join(DOORS)
    assert found
    assert [name for (name,) in found if name not in harmless and name not in tried] == []


def test_no_setting_shows_a_home_folder_or_a_user(hardened):
    values = hardened.execute("select value from duckdb_settings()").fetchall()
    home = os.path.expanduser("~")
    assert home != "/"
    assert [value for (value,) in values if value and home in value] == []
