import { createTorch, type Torch } from "./compat/torch.ts";
import * as api from "./index.ts";

export type {
  Torch,
  TorchAdaptiveOptions,
  TorchAvgOptions,
  TorchLpOptions,
  TorchMax,
  TorchMaxOptions,
  TorchNorm,
  TorchOutputSize,
  TorchSize,
  TorchUnpoolOptions,
  TorchWithIndices,
} from "./compat/torch.ts";
export * from "./public.ts";

const torch: Torch = /* @__PURE__ */ createTorch(api);

/** {@inheritDoc Torch.maxPool1d} */
export const maxPool1d: Torch["maxPool1d"] = torch.maxPool1d;
/** {@inheritDoc Torch.maxPool2d} */
export const maxPool2d: Torch["maxPool2d"] = torch.maxPool2d;
/** {@inheritDoc Torch.maxPool3d} */
export const maxPool3d: Torch["maxPool3d"] = torch.maxPool3d;
/** {@inheritDoc Torch.avgPool1d} */
export const avgPool1d: Torch["avgPool1d"] = torch.avgPool1d;
/** {@inheritDoc Torch.avgPool2d} */
export const avgPool2d: Torch["avgPool2d"] = torch.avgPool2d;
/** {@inheritDoc Torch.avgPool3d} */
export const avgPool3d: Torch["avgPool3d"] = torch.avgPool3d;
/** {@inheritDoc Torch.lpPool1d} */
export const lpPool1d: Torch["lpPool1d"] = torch.lpPool1d;
/** {@inheritDoc Torch.lpPool2d} */
export const lpPool2d: Torch["lpPool2d"] = torch.lpPool2d;
/** {@inheritDoc Torch.lpPool3d} */
export const lpPool3d: Torch["lpPool3d"] = torch.lpPool3d;
/** {@inheritDoc Torch.adaptiveMaxPool1d} */
export const adaptiveMaxPool1d: Torch["adaptiveMaxPool1d"] = torch.adaptiveMaxPool1d;
/** {@inheritDoc Torch.adaptiveMaxPool2d} */
export const adaptiveMaxPool2d: Torch["adaptiveMaxPool2d"] = torch.adaptiveMaxPool2d;
/** {@inheritDoc Torch.adaptiveMaxPool3d} */
export const adaptiveMaxPool3d: Torch["adaptiveMaxPool3d"] = torch.adaptiveMaxPool3d;
/** {@inheritDoc Torch.adaptiveAvgPool1d} */
export const adaptiveAvgPool1d: Torch["adaptiveAvgPool1d"] = torch.adaptiveAvgPool1d;
/** {@inheritDoc Torch.adaptiveAvgPool2d} */
export const adaptiveAvgPool2d: Torch["adaptiveAvgPool2d"] = torch.adaptiveAvgPool2d;
/** {@inheritDoc Torch.adaptiveAvgPool3d} */
export const adaptiveAvgPool3d: Torch["adaptiveAvgPool3d"] = torch.adaptiveAvgPool3d;
/** {@inheritDoc Torch.maxUnpool1d} */
export const maxUnpool1d: Torch["maxUnpool1d"] = torch.maxUnpool1d;
/** {@inheritDoc Torch.maxUnpool2d} */
export const maxUnpool2d: Torch["maxUnpool2d"] = torch.maxUnpool2d;
/** {@inheritDoc Torch.maxUnpool3d} */
export const maxUnpool3d: Torch["maxUnpool3d"] = torch.maxUnpool3d;
