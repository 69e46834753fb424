package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.postgres.ChangeConfig;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.continuous.RatingLimits;
import io.meterhouse.testing.ServiceUnderTest;
import io.meterhouse.testing.Workspace;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.time.Duration;
import java.time.InstantSource;

/** A rating engine on the shared engines, in a workspace of its own. */
final class RatingService implements AutoCloseable {

  /** The least that brokers allow by default. */
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

  private final Workspace workspace;
  private final ServiceUnderTest service;

  private RatingService(Workspace workspace, Duration sessionTimeout) {
    this.workspace = workspace;
    InstantSource clock = InstantSource.system();
    RatingConfig config =
        new RatingConfig(
            workspace.kafka(),
            workspace.postgres(),
            workspace.clickHouse(),
            workspace.startup(),
            RatingLimits.DEFAULT,
            ChangeConfig.DEFAULT,
            sessionTimeout,
            Duration.ZERO,
            DeploymentType.SHARED_SAAS);
    this.service = ServiceUnderTest.start(() -> RatingModule.create(config, clock), clock);
  }

  static RatingService start(EngineAddresses engines) {
    return start(engines, SESSION_TIMEOUT);
  }

  static RatingService start(EngineAddresses engines, Duration sessionTimeout) {
    return new RatingService(Workspace.on(engines, "rating", 2), sessionTimeout);
  }

  Workspace workspace() {
    return workspace;
  }

  ApiClient client() {
    return service.client();
  }

  /** Assigns the model to everybody, from when there was no other price. */
  void assign(String tenant, String model) {
    Answer assigned =
        client()
            .post(
                "/api/v1/pricing/scopes",
                "{'tenantId':'%s','pricingModelId':'%s','scopeType':'global'}"
                    .formatted(tenant, model));
    assertThat(assigned.status()).as(assigned.text()).isEqualTo(201);
  }

  /** The instance itself, to stop it, start it again, or start another. */
  ServiceUnderTest instance() {
    return service;
  }

  @Override
  public void close() {
    service.close();
  }
}
