-- One role a process; the migration itself runs as a role that may create roles and owns everything made here.
-- What each role may touch beyond its own schema is granted in the file of the schema that is touched; tests/integration walks the matrix.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['duban_ingest', 'duban_compute', 'duban_alert', 'duban_notify', 'duban_catalog', 'duban_operator']
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role_name);
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA catalog;
CREATE SCHEMA clock;
CREATE SCHEMA ingest;
CREATE SCHEMA compute;
CREATE SCHEMA alert;
CREATE SCHEMA notify;

GRANT USAGE ON SCHEMA catalog, clock TO duban_ingest, duban_compute, duban_alert, duban_notify, duban_catalog, duban_operator;
GRANT USAGE ON SCHEMA ingest TO duban_ingest, duban_compute, duban_catalog, duban_operator;
GRANT USAGE ON SCHEMA compute TO duban_compute, duban_ingest, duban_alert, duban_catalog, duban_operator;
GRANT USAGE ON SCHEMA alert TO duban_alert, duban_ingest, duban_compute, duban_notify, duban_catalog, duban_operator;
GRANT USAGE ON SCHEMA notify TO duban_notify, duban_ingest, duban_compute, duban_alert, duban_catalog, duban_operator;
