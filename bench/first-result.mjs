// Run in a process of its own: prints the milliseconds from importing the package to the first result.
const start = performance.now();
const { maxPool } = await import("stridepool");
maxPool({ data: new Float32Array(64), shape: [8, 8] }, [2, 2]);
console.log(performance.now() - start);
