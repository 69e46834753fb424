package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.HostileInput;
import io.meterhouse.testing.http.RegisteredRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class HostileInputIT {

  @Test
  void shouldNeitherFailNorTellOfItsInside(EngineAddresses engines) {
    try (QueryService service = QueryService.start(engines)) {
      service.createTenant("TEN-still-there");

      int sent = new HostileInput(service.client()).check(RegisteredRoutes.table(service.routes()));

      assertThat(sent).isGreaterThan(500);
      assertThat(service.get("/api/v1/tenants/TEN-still-there").status()).isEqualTo(200);
    }
  }
}
