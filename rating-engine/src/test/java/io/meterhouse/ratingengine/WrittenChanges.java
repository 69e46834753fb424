package io.meterhouse.ratingengine;

/** What changes of prices wrote beside themselves: requests to rate, and audit entries. */
record WrittenChanges(Installation installation) {

  /** Keeps every request from now on: whoever works them off may be faster than a test. */
  static WrittenChanges keptFrom(Installation installation) {
    installation.update("CREATE TABLE kept_requests AS SELECT * FROM rating_requests LIMIT 0");
    installation.update(
        """
        CREATE FUNCTION keep_request() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO kept_requests SELECT NEW.*;
          RETURN NEW;
        END $$
        """);
    installation.update(
        "CREATE TRIGGER keep_request AFTER INSERT ON rating_requests"
            + " FOR EACH ROW EXECUTE FUNCTION keep_request()");
    return new WrittenChanges(installation);
  }

  /** {@code reason meter subject}, of requests whose reason names that id, in order; or none. */
  String requests(String id) {
    return installation.text(
        """
        SELECT coalesce(string_agg(replace(reason, ': %1$s', '') || ' ' || meter || ' '
                                   || coalesce(subject, '*'), ', ' ORDER BY id), 'none')
          FROM kept_requests WHERE reason LIKE '%%%1$s%%'
        """
            .formatted(id));
  }

  /** {@code action type by whom}, in order; or none. */
  String audited(String id) {
    return installation.text(
        """
        SELECT coalesce(string_agg(action || ' ' || entity_type || ' by '
                                   || coalesce(user_id, caller_id), ', ' ORDER BY entry_id), 'none')
          FROM audit_log WHERE entity_id = '%s'
        """
            .formatted(id));
  }
}
