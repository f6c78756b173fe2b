export const WEB_STYLE: string = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; }
h1 { display: inline; font-size: 1.3rem; margin-right: 1rem; }
h2 { font-size: 1rem; margin: 0; }
#daemon { opacity: 0.7; }
nav { margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: 0.35rem 0.6rem; text-align: left; vertical-align: top; }
td, th { overflow-wrap: anywhere; }
button { margin: 0 0.25rem 0.25rem 0; }
.state { font-weight: 600; }
.RUNNING { color: light-dark(#177245, #5fd39a); }
.STARTING, .STOPPING, .BACKOFF { color: light-dark(#8a5a00, #e8b04a); }
.FATAL, .UNKNOWN, .bad, #lost { color: light-dark(#b3261e, #ff8a80); }
#message { min-height: 1.5em; }
#tail header { align-items: center; display: flex; gap: 1rem; margin-top: 1.5rem; }
#tail-text { border: 1px solid #8884; height: 24rem; overflow: auto; padding: 0.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
