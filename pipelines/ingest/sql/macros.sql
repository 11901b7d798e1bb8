-- Fast readings of canonical cells. Each returns NULL for anything else, which the careful reading
-- of `cells.py` then handles; what is accepted here must be accepted there with the same value.
-- Most cells start and end with a plain character; trimming the full set of spaces is expensive.
create or replace macro ingest.clean(x) as
    case
        when x = '' then null
        when unicode(x) between 33 and 126 and unicode(right(x, 1)) between 33 and 126 then x
        else nullif(trim(x, '{{ whitespace }}'), '')
    end;

-- No letters, or those of a word for nothing with anything between them. A character that is
-- neither Latin-1 nor usual punctuation may hide a letter: `nothing.py` decides.
-- Extracted: of what is only matched, DuckDB compiles the pattern three times, in each column.
create or replace macro ingest.may_say_nothing(x) as
    not regexp_matches(x, '[1-9]')
    and regexp_extract(
        x, '[^\x00-\xffœŒ€’‘“”–—…\x{202f}]|^[^A-Za-z]*$|'
        || '^[^A-Za-z]*(?i:{{ words | join("|") }})[^A-Za-z]*$'
    ) <> '';

create or replace macro ingest.fast_text(x) as
    case
        when length(x) <= {{ max_cell }} and not ingest.may_say_nothing(x) then ingest.clean(x)
    end;

-- A reference has a letter, or unbroken digits, or digits joined by characters other than those of
-- a date or a decimal number; the others go to the careful reading.
create or replace macro ingest.fast_code(x, pattern) as
    case
        when length(x) <= {{ max_cell }}
            and ingest.clean(x) = x
            and not ingest.may_say_nothing(x)
            and not regexp_matches(
                x,
                '(?i)^[0-9]+,[0-9]+$|^[+-]?[0-9.,]+e[+-]?[0-9]+$|^[0-9]{4}-[0-9]{2}-[0-9]{2}($|[^0-9-])'
                || '|^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|^[0-9]{1,2}-[a-zéû]|^[a-zéû]{3,5}[.]?-[0-9]{2}$'
                || '|^(vrai|faux|true|false)$'
            )
            and regexp_full_match(x, pattern)
        then x
    end;

create or replace macro ingest.fast_enum(x, allowed) as
    case when list_contains(allowed, x) then x end;

create or replace macro ingest.fast_pattern(x, pattern) as
    case when length(x) <= {{ max_cell }} and regexp_full_match(x, pattern) then x end;

create or replace macro ingest.fast_number(x, low, above, high) as
    case
        when regexp_full_match(x, '-?[0-9]{1,15}([.,][0-9]{1,9})?')
            and try_cast(replace(x, ',', '.') as double) between low and high
            and try_cast(replace(x, ',', '.') as double) > above
        then try_cast(replace(x, ',', '.') as double)
    end;

-- A single separator before three digits has two readings, which the column decides.
create or replace macro ingest.fast_amount(x, low, above, high) as
    case
        when not regexp_full_match(x, '-?[1-9][0-9]{0,2}[.,][0-9]{3}')
        then ingest.fast_number(x, low, above, high)
    end;

create or replace macro ingest.fast_integer(x, low, high) as
    case
        when regexp_full_match(x, '-?[0-9]{1,15}') and try_cast(x as bigint) between low and high
        then try_cast(x as bigint)
    end;

create or replace macro ingest.any_date(x) as
    coalesce(
        case when regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}') then try_cast(x as date) end,
        case
            when regexp_full_match(x, '[0-9]{2}/[0-9]{2}/[0-9]{4}')
            then cast(try_strptime(x, '%d/%m/%Y') as date)
        end
    );

create or replace macro ingest.fast_date(x, last_day_allowed) as
    case
        when ingest.any_date(x) between date '{{ oldest_year }}-01-01' and last_day_allowed
            and ingest.any_date(x) not in ({% for day in sentinels %}date '{{ day }}'{{ ", " if not loop.last }}{% endfor %})
        then ingest.any_date(x)
    end;

create or replace macro ingest.fast_month(x, last_day_allowed) as
    case
        when regexp_full_match(x, '(19|20)[0-9]{2}-[0-9]{2}')
            and last_day(try_cast(x || '-01' as date)) <= last_day_allowed
        then last_day(try_cast(x || '-01' as date))
    end;

create or replace macro ingest.fast_year(x, last_year) as
    case
        when regexp_full_match(x, '(19|20)[0-9]{2}') and try_cast(x as bigint) <= last_year
        then try_cast(x as bigint)
    end;

create or replace macro ingest.fast_boolean(x) as
    case x when 'oui' then true when 'non' then false end;
