package io.meterhouse.kit.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseOutageTest {

  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006", "57P01", "57P03", "53300"})
  void shouldTakeAServerThatDoesNotTalkToUsForAway(String state) {
    assertThat(DatabaseOutage.causes(wrapped(new SQLException("away", state)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"42501", "42P01", "53100", "25006", "57014", "23505"})
  void shouldNotTakeForAwayWhatSomebodyHasToMend(String state) {
    assertThat(DatabaseOutage.causes(wrapped(new SQLException("refused", state)))).isFalse();
  }

  @Test
  void shouldGoByTheDriversWordWhereThereIsNoState() {
    assertThat(DatabaseOutage.causes(new SQLTransientConnectionException("no connection")))
        .isTrue();
    assertThat(DatabaseOutage.causes(wrapped(new SQLException("unknown")))).isFalse();
  }

  private static RuntimeException wrapped(SQLException cause) {
    return new IllegalStateException("outer", cause);
  }
}
