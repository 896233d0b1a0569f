import './trusted-types.ts';
import { Application } from './app/application.ts';
import './components/handspell-app.ts';

const element = document.querySelector('handspell-app');
if (!element) throw new Error('The page has no <handspell-app>');
await Application.start(element);
