-- Raw files that the previous release read and this one does not; a renamed file is not a loss.
-- One row per lost file.
select
    before.source_file as place,
    1 as is_lost,
    causes.cause_en,
    causes.cause_zh
from before_raw_files as before
inner join file_causes as causes
    on before.source_file = causes.source_file
where
    causes.is_unread
    and before.status = 'read'
    and before.sha256 not in (select sha256 from marts.raw_files where status = 'read')
order by before.source_file
