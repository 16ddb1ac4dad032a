-- One process at a time: the checks below and what follows them are not one statement.
SELECT pg_advisory_lock(hashtext('concordat: ensure_service')) \g /dev/null

SELECT 'CREATE ROLE {service}_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{service}_owner') \gexec
SELECT 'CREATE ROLE {service}_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{service}_app') \gexec
ALTER ROLE {service}_owner
    LOGIN BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD 'local';
ALTER ROLE {service}_app
    LOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD 'local';

SELECT 'CREATE DATABASE {service} OWNER {service}_owner'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{service}') \gexec
REVOKE ALL ON DATABASE {service} FROM PUBLIC;
GRANT CONNECT ON DATABASE {service} TO {service}_owner, {service}_app;
