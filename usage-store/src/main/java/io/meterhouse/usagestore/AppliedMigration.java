package io.meterhouse.usagestore;

/** What a database says was applied to it. */
record AppliedMigration(int version, String name, String checksum) {}
