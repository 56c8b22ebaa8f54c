package org.mollify.exporter.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mollify.models.flow.Flow;
import org.mollify.models.testing.ImageFlowVariant;
import org.mollify.models.testing.ImageFlowVariant.Pixels;

class ExportReportTest {

  private static final ImageFlowVariant GLOW = new ImageFlowVariant("glow-image", Map.of());

  @Test
  void every_invertible_convolution_has_its_condition_number() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = GLOW.perturbed(manager, Pixels.PLAIN, 1);
      ExportReport report = ExportReport.of(flow, Map.of(), manager);
      assertThat(report.conditionNumbers()).hasSize(4);
      assertThat(report.conditionNumbers().values()).allMatch(number -> number > 1 && number < 1e3);
      assertThat(report.lines()).singleElement().asString().startsWith("4 invertible linear maps");
      ObjectNode provenance = new ObjectMapper().createObjectNode();
      provenance.putObject("export");
      report.addTo(provenance);
      assertThat(ExportReport.read(provenance)).isEqualTo(report);
    }
  }

  @Test
  void a_map_that_nearly_loses_a_channel_is_named() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = GLOW.perturbed(manager, Pixels.PLAIN, 1);
      Pair<String, Parameter> scale =
          flow.getParameters().stream()
              .filter(p -> p.getKey().contains("InvertibleConvolution"))
              .filter(p -> p.getKey().endsWith("logScale"))
              .findFirst()
              .orElseThrow();
      scale.getValue().getArray().subi(manager.create(new float[] {20, 0, 0, 0, 0, 0, 0, 0}));
      List<String> lines = ExportReport.of(flow, Map.of(), manager).lines();
      assertThat(lines).hasSize(2);
      assertThat(lines.get(1))
          .startsWith("ill-conditioned: ")
          .contains("InvertibleConvolution")
          .contains("condition number");
    }
  }
}
