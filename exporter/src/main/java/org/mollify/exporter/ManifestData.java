package org.mollify.exporter;

import java.util.List;
import java.util.Locale;
import org.mollify.models.DataSpec;
import org.mollify.runtime.bundle.BundleManifest;

/** Says in a manifest's terms what one item of data looks like. */
final class ManifestData {

  private ManifestData() {}

  static BundleManifest.Data of(DataSpec data) {
    boolean vector = data.kind() == DataSpec.Kind.VECTOR;
    List<BundleManifest.Column> columns =
        data.columns().stream().map(ManifestData::column).toList();
    return new BundleManifest.Data(
        data.kind().name().toLowerCase(Locale.ROOT),
        data.shape(),
        vector ? "float64" : "uint8",
        vector ? columns : null,
        vector ? null : "CHW");
  }

  private static BundleManifest.Column column(DataSpec.Column column) {
    DataSpec.Imputation imputation = column.imputation();
    return new BundleManifest.Column(
        column.name(),
        column.type().name().toLowerCase(Locale.ROOT),
        column.categories().isEmpty() ? null : column.categories(),
        imputation == null
            ? null
            : new BundleManifest.Imputation(imputation.rule(), imputation.value()));
  }
}
